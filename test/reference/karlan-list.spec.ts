import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { factorialSaturated } from '../../src/core/statistics/factorial.js';
import { analyseRegistered } from '../../src/core/statistics/registered-analysis.js';

const data = '../shared/data/karlan-list.csv.gz';
const given = existsSync(data);

/** 50,083 real letters of Karlan & List (2007), American Economic Review 97, 1774–1793. */
const letters = given
  ? gunzipSync(readFileSync(data))
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, arm = '', ratio = '', cap = '', ask = '', , , , , , , responded = ''] = line.split(',');
        return { arm, ratio, cap, ask, responded: Number(responded) };
      })
  : [];

const countOf = (those: (letter: (typeof letters)[number]) => boolean): { n: number; x: number } => {
  const chosen = letters.filter(those);
  return { n: chosen.length, x: chosen.reduce((sum, { responded }) => sum + responded, 0) };
};

/** From karlan-list.R beside this file. */
const fromR = {
  sent: [16687, 11133, 11134, 11129],
  gave: [298, 231, 252, 253],
  difference: [0.00289091124511201, 0.004775162266827, 0.00487518624707994],
  p: [0.0836837373274889, 0.00505949569302146, 0.0042530476659757],
  holm: [0.0836837373274889, 0.0127591429979271, 0.0127591429979271],
  allArms: [10.9930058720125, 0.0117637556547075],
  effects: [
    0.00647861606642453, -0.0021943937104236, -0.00159052612739065, 0.00104094907794432, -0.00214527151219654,
    -0.00646734609717302, -0.00646444008684934,
  ],
  hc2: [
    0.00339290052260363, 0.00339290052260302, 0.00339290052260323, 0.00678580104520631, 0.0067858010452067,
    0.0067858010452066, 0.0135716020904125,
  ],
};

const arms = ['control', 'match_1to1', 'match_2to1', 'match_3to1'];

test.runIf(given)('the comparisons with the control come out as R gives them', () => {
  const result = analyseRegistered(
    {
      arms: arms.map((id) => ({ id, weight: id === 'control' ? 3 : 2, variant: id })),
      reference: 'control',
      confidenceLevel: 0.95,
      interval: 'newcombe',
      multiplicity: 'holm',
      stratified: false,
      unit: 'recipient',
      smallestWorthwhileUplift: 0.002,
    },
    { counts: arms.map((arm) => ({ arm, stratum: '', ...countOf((letter) => letter.arm === arm) })) },
  );
  expect(result.arms.map(({ n }) => n)).toEqual(fromR.sent);
  expect(result.arms.map(({ x }) => x)).toEqual(fromR.gave);
  // Table 2A of the paper: 1.8%, 2.1%, 2.3%, 2.3%.
  expect(result.arms.map(({ n, x }) => Math.round((1000 * x) / n) / 10)).toEqual([1.8, 2.1, 2.3, 2.3]);
  for (const [place, { registered, crude }] of result.comparisons.entries()) {
    expect(crude.kind === 'value' && crude.estimate).toBeCloseTo(fromR.difference[place] ?? 0, 14);
    expect(registered.test.kind === 'value' && registered.test.pValue).toBeCloseTo(fromR.p[place] ?? 0, 13);
    expect(registered.adjusted.kind === 'value' && registered.adjusted.pValue).toBeCloseTo(
      fromR.holm[place] ?? 0,
      13,
    );
  }
  expect(result.comparisons.map(({ registered }) => registered.verdict)).toEqual([
    'no-difference',
    'more',
    'more',
  ]);
  expect(result.anyDifference).toMatchObject({ df: 3 });
  expect(result.anyDifference.kind === 'value' && result.anyDifference.chiSquare).toBeCloseTo(
    fromR.allArms[0] ?? 0,
    11,
  );
});

test.runIf(given)('the factorial effects come out as R gives them', () => {
  const cells = [0, 1].flatMap((ratio) =>
    [0, 1].flatMap((cap) =>
      [0, 1].map((ask) => ({
        levels: [ratio, cap, ask].map((on): 0 | 1 => (on === 1 ? 1 : 0)),
        ...countOf(
          (letter) =>
            letter.ratio === ['1', '3'][ratio] &&
            letter.cap === ['25k', '100k'][cap] &&
            letter.ask === ['1', '3'][ask],
        ),
      })),
    ),
  );
  const result = factorialSaturated(cells, 0.95);
  if (result.kind === 'undefined') throw new Error(result.reason);
  // a, b, c, ab, ac, bc, abc in both.
  for (const [place, { estimate, standardError }] of result.effects.entries()) {
    expect(estimate).toBeCloseTo(fromR.effects[place] ?? 0, 13);
    expect(standardError).toBeCloseTo(fromR.hc2[place] ?? 0, 13);
  }
});

test.runIf(!given)(`skipped: the letters of Karlan and List are not at ${data}`, () => {
  expect(existsSync(data)).toBe(false);
});
