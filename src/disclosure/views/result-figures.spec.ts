import { expect, test } from 'vitest';
import { sampleProtocol } from '../../../test/browser/sample-protocol.js';
import { analyseFurther } from '../../core/statistics/further-analysis.js';
import { analyseRegistered } from '../../core/statistics/registered-analysis.js';
import { value } from '../../core/statistics/result.js';
import { furtherInFull } from './further-figures.js';
import { resultFigures } from './result-figures.js';

const arms = ['oud', 'nieuw', 'kort'].map((id) => ({
  id,
  name: { nl: `Brief ${id}`, en: `Letter ${id}` },
  weight: 1,
  letter: true,
  elements: [],
}));
const text = { nl: 'x', en: 'x' };
const protocol = sampleProtocol({
  title: text,
  question: text,
  targetGroup: text,
  outcome: text,
  arms,
  reference: 'oud',
});
const counts = [
  { arm: 'oud', stratum: 'S001', n: 200, x: 80 },
  { arm: 'nieuw', stratum: 'S001', n: 200, x: 100 },
  { arm: 'kort', stratum: 'S001', n: 100, x: 1 },
];
const registered = analyseRegistered(
  {
    arms: arms.map(({ id }) => ({ id, weight: 1, variant: id })),
    reference: 'oud',
    confidenceLevel: 0.95,
    interval: 'newcombe',
    multiplicity: 'holm',
    stratified: false,
    unit: 'recipient',
    smallestWorthwhileUplift: 0.02,
  },
  { counts },
);
const document = {
  arms: counts.map(({ arm, n, x }) => ({ arm, withheld: false, n, x }) as const),
  result: { ...registered, warnings: [{ code: 'small-counts', about: ['kort'] } as const] },
  overTime: {
    days: [3, 9],
    arms: [
      { arm: 'oud', shares: [0.2, 0.4] },
      { arm: 'nieuw', shares: [0.3, 0.5] },
    ],
  },
};

test('a result from before anything was kept beside it is shown as it was', () => {
  const figures = resultFigures(document, protocol, 'nl');
  expect(figures?.time).toEqual({
    days: [3, 9],
    arms: [
      { name: { text: 'Brief oud' }, shares: [0.2, 0.4].map((estimate) => ({ kind: 'value', estimate })) },
      { name: { text: 'Brief nieuw' }, shares: [0.3, 0.5].map((estimate) => ({ kind: 'value', estimate })) },
    ],
    ignoresClusters: false,
  });
  for (const part of ['costs', 'balance', 'complier']) expect(figures).not.toHaveProperty(part);
  // 200, 200 and 100 where three arms alike were planned: the registered result itself warns of that.
  expect(resultFigures({ ...document, result: registered }, protocol, 'nl')?.ratio.allocated.verdict).toBe(
    'mismatch',
  );
});

test('with what stands beside it, all of it is there', () => {
  const further = analyseFurther(
    {
      arms,
      reference: 'oud',
      confidenceLevel: 0.95,
      variables: ['regio'],
      clustered: false,
      prices: { letter: 1, reminder: 1, phoneCall: 5, callsPerNonResponder: 0.1 },
    },
    {
      counts,
      strata: [{ label: 'S001', values: ['noord'] }],
      times: counts.map(({ arm, n, x }) => ({
        arm,
        times: [
          { time: 5, responses: x, censored: 0 },
          { time: 28, responses: 0, censored: n - x },
        ],
      })),
      undeliverable: [{ arm: 'nieuw', n: 10, x: 0 }],
      designEffect: value({ designEffect: 1 }),
    },
  );
  const figures = resultFigures({ ...document, further: furtherInFull(further) }, protocol, 'en');
  expect(figures?.time?.days.at(-1)).toBe(28);
  expect(figures?.costs?.groups[0]?.arms.map(({ name }) => name.text)).toEqual([
    'Letter nieuw',
    'Letter kort',
  ]);
  expect(figures?.balance?.alike).toBe(true);
  expect(figures?.complier?.arms).toHaveLength(2);
});

test.each([
  ['some arms', ['kort', 'nieuw'], 'Brief kort en Brief nieuw'],
  ['every arm, and so none by name', ['oud', 'nieuw', 'kort'], ''],
])('a warning names %s', (_what, about, named) => {
  const warned = { ...document.result, warnings: [{ code: 'small-counts', about } as const] };
  expect(resultFigures({ ...document, result: warned }, protocol, 'nl')?.warnings).toEqual([
    { code: 'small-counts', about: named },
  ]);
});
