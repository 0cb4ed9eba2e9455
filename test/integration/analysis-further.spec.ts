import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FurtherResult } from '../../src/core/statistics/further-analysis-types.js';
import type { DisclosureDocument } from '../../src/disclosure/disclosure-document.js';
import { anybody, apiClient, type ApiClient } from '../support/api-client.js';
import { discloseByTwo } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
});

afterAll(() => service.close());

/** Recipients of an arm in the north and in the south, with how many of each responded on the 5th and the 12th day. */
interface Group {
  readonly arm: 'oud' | 'nieuw';
  readonly north: number;
  readonly south: number;
  readonly early: number;
  readonly late: number;
  readonly cameBack: number;
}

/** A trial with these counts, from its protocol to its open page, by the API alone. */
async function publishTrial(slug: string, groups: readonly Group[]): Promise<string> {
  service.clock.set('2026-02-20');
  const made = await own.register(
    drawnProtocol({
      trial: slug,
      title: { nl: `Proef ${slug}`, en: `Trial ${slug}` },
      allocation: 'external',
      source: { citation: 'Een eigen oefening.' },
      costs: { letter: 0.96, reminder: 0.96, phoneCall: 7.5, callsPerNonResponder: 0.12 },
    }),
  );
  expect(made.status).toBe(201);
  const trial = made.headers['location'] ?? '';
  const people = ['kenmerk,regio,groep'];
  const responses = ['kenmerk,datum,soort'];
  for (const { arm, north, south, early, late, cameBack } of groups) {
    for (let place = 0; place < north + south; place += 1) {
      const name = `${arm}-${place}`;
      people.push(`${name},${place < north ? 'noord' : 'zuid'},${arm}`);
      if (place < early) responses.push(`${name},2026-03-07,`);
      else if (place < early + late) responses.push(`${name},2026-03-14,`);
      else if (place < early + late + cameBack) responses.push(`${name},2026-03-10,undeliverable`);
    }
  }
  await own.sendCsv(`${trial}/recipient-files`, `${people.join('\n')}\n`).expect(201);
  await own.call('post', `${trial}/allocations`).expect(201);
  service.clock.set('2026-03-20');
  await own.call('post', `${trial}/hand-overs`).send({}).expect(201);
  await own.sendCsv(`${trial}/response-files`, `${responses.join('\n')}\n`).expect(201);
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({}).expect(201);
  await own.call('post', `${trial}/analyses`).expect(201);
  service.clock.set('2026-05-01');
  expect((await discloseByTwo(service, 'dienst-een', trial)).status).toBe(201);
  return trial;
}

const page = async (path: string): Promise<string> => {
  const { status, text } = await anybody(service).get(path);
  expect(status).toBe(200);
  return text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
};

describe('a trial that was randomised elsewhere, with letters that came back', () => {
  let further: FurtherResult;
  let document: DisclosureDocument;

  beforeAll(async () => {
    const trial = await publishTrial('eerste', [
      { arm: 'oud', north: 100, south: 100, early: 40, late: 40, cameBack: 20 },
      { arm: 'nieuw', north: 144, south: 96, early: 72, late: 48, cameBack: 24 },
    ]);
    const [analysis] = (await own.call('get', `${trial}/analyses`)).body;
    further = analysis.further;
    document = (await anybody(service).get('/trials/dienst-een/eerste/disclosure.json')).body;
  });

  test('balance: 60 against 50 per cent in the north', () => {
    expect(further.balance.map(({ value, cells }) => [value, ...cells.map(({ n }) => n)])).toEqual([
      ['noord', 100, 144],
      ['zuid', 100, 96],
    ]);
    const difference = 0.1 / Math.sqrt((0.24 + 0.25) / 2);
    expect(further.balance[0]?.cells[1]?.standardisedDifference).toEqual({
      kind: 'value',
      difference: expect.closeTo(difference, 12),
    });
  });

  test('sample ratio: 200 and 240 where 220 and 220 were planned', () => {
    // R: chisq.test(c(200, 240))
    expect(document.result?.sampleRatio.allocated.test).toMatchObject({
      chiSquare: expect.closeTo(800 / 220, 10),
      df: 1,
      pValue: expect.closeTo(0.05653, 5),
    });
  });

  test('time to response: Kaplan–Meier curves and the log-rank test', () => {
    const shares = further.time?.arms.map(({ curve }) =>
      curve.kind === 'value'
        ? curve.points.map(({ time, cumulativeResponse }) => [time, Number(cumulativeResponse.toFixed(10))])
        : [],
    );
    // Who did not respond was followed for the whole window of 28 days.
    expect(shares).toEqual([
      [
        [5, 0.2],
        [12, 0.4],
        [28, 0.4],
      ],
      [
        [5, 0.3],
        [12, 0.5],
        [28, 0.5],
      ],
    ]);
    const expected = (112 * 200) / 440 + (88 * 160) / 328;
    const variance =
      ((112 * 328) / 439) * ((200 * 240) / 440 ** 2) + ((88 * 240) / 327) * ((160 * 168) / 328 ** 2);
    expect(further.time?.test).toMatchObject({
      chiSquare: expect.closeTo((80 - expected) ** 2 / variance, 9),
      degreesOfFreedom: 1,
    });
  });

  test('costs: 100 fewer reminders and 12 fewer calls for every 1,000 letters', () => {
    const savings = further.costs?.arms[0]?.savings;
    if (savings?.kind !== 'value') throw new Error('no savings');
    expect(savings.perThousandLetters.remindersAvoided.estimate).toBeCloseTo(100, 9);
    expect(savings.perThousandLetters.callsAvoided.estimate).toBeCloseTo(12, 9);
    expect(savings.perThousandLetters.netSavings.estimate).toBeCloseTo(100 * 0.96 + 12 * 7.5, 9);
    expect(savings.wholeTargetGroup.netSavings.estimate).toBeCloseTo(0.44 * 186, 9);
    const half = 1860 * 1.959963984540054 * Math.sqrt(0.24 / 199 + 0.25 / 239);
    expect(savings.perThousandLetters.netSavings.interval).toEqual({
      kind: 'value',
      lower: expect.closeTo(186 - half, 8),
      upper: expect.closeTo(186 + half, 8),
    });
  });

  test('exploratory: the difference over the share that arrived', () => {
    expect(further.complier?.arms).toMatchObject([
      {
        arm: 'nieuw',
        undeliverable: 24,
        respondedAllTheSame: 0,
        effect: { estimate: expect.closeTo(0.1 / 0.9, 12), deliveredShare: expect.closeTo(0.9, 12) },
      },
    ]);
  });

  test('in public: no counts by value, steps that are large enough, and no effect that tells on a handful', () => {
    const text = JSON.stringify(document);
    expect(text).not.toMatch(/noord|zuid/);
    expect(document.further?.balance).toEqual([
      {
        variable: 'regio',
        values: 2,
        arms: [
          { arm: 'oud', largest: { kind: 'value', difference: 0 } },
          { arm: 'nieuw', largest: { kind: 'value', difference: 0.2 } },
        ],
      },
    ]);
    expect(document.further?.time?.days).toEqual(document.overTime?.days);
    expect(document.further?.time?.days).toEqual([5, 12]);
    expect(document.further?.complier?.arms).toEqual([
      { arm: 'nieuw', effect: { kind: 'undefined', reason: 'no-observations' } },
    ]);
  });

  test.each([
    [
      '',
      'Kosten en besparing',
      'Besparing',
      '€ 186,00',
      'zijn de groepen niet precies gelijk',
      'Alles onder deze lijn',
    ],
    [
      '/en',
      'Costs and savings',
      'Saving',
      '€186.00',
      'the arms are not quite alike',
      'Nothing below this line',
    ],
  ])('the open page in "%s" tells all of it', async (language, ...words) => {
    const text = await page(`${language}/trials/dienst-een/eerste`);
    for (const word of words) expect(text).toContain(word);
    expect(text).not.toMatch(/NaN|undefined|\[object|noord/);
  });
});

test('a trial of which a handful of letters came back says nothing about them in public', async () => {
  const trial = await publishTrial('tweede', [
    { arm: 'oud', north: 100, south: 100, early: 50, late: 40, cameBack: 12 },
    { arm: 'nieuw', north: 100, south: 100, early: 60, late: 60, cameBack: 3 },
  ]);
  const [analysis] = (await own.call('get', `${trial}/analyses`)).body;
  expect(analysis.further.complier.arms).toHaveLength(1);
  const { body } = await anybody(service).get('/trials/dienst-een/tweede/disclosure.json');
  expect(body.further.complier).toBeNull();
  expect(await page('/trials/dienst-een/tweede')).not.toContain('Alles onder deze lijn');
});

test('the register puts the two trials of one technique together', async () => {
  for (const [path, ...words] of [
    [
      '/techniques',
      'Wat weten we van elke techniek?',
      'Er zijn 2 proeven.',
      'Alle proeven samen',
      'Proef eerste',
    ],
    [
      '/en/techniques',
      'What do we know of each technique?',
      'There are 2 trials.',
      'All trials together',
      'Trial tweede',
    ],
  ] as const) {
    const { text } = await anybody(service).get(path);
    for (const word of words) expect(text).toContain(word);
    expect(text).toMatch(/<section class="part" id="technique-simplification">/);
  }
  // 10 and 15 points do not differ more than chance would have it, so the mean is weighted by the variances alone:
  // 0.24/199 + 0.25/239 and 0.2475/199 + 0.24/199.
  expect(await page('/techniques')).toContain('gemiddeld +12,4 procentpunten');
});
