import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FurtherResult } from '../../src/core/statistics/further-analysis-types.js';
import { linDifference } from '../../src/core/statistics/lin-adjustment.js';
import { EraseTrials } from '../../src/erasure/erase-trials.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { AnalysisExport } from '../../src/workbench/analysis-export.service.js';
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

const protocol = drawnProtocol({
  trial: 'vooraf',
  allocation: 'external',
  source: { citation: 'Een eigen oefening.' },
  strata: [],
  covariates: [
    { column: 'leeftijd', kind: 'number', step: 10 },
    { column: 'eerder', kind: 'category' },
  ],
});

/** Age, earlier response, arm and whether there is a response, of somebody by number. */
const person = (place: number) => {
  const arm = place % 2 === 0 ? 'oud' : 'nieuw';
  const age = 20 + ((place * 7) % 50);
  const before = place % 3 === 0 ? 'ja' : 'nee';
  const responds = (place * 13) % 10 < (before === 'ja' ? 6 : 3) + (arm === 'nieuw' ? 1 : 0);
  return { arm, age, before, responds };
};
const PEOPLE = 400;

test('a column that names people, twice the same, or with clusters is refused with its key', async () => {
  const refused = async (changes: Record<string, unknown>) =>
    JSON.stringify((await own.register(drawnProtocol({ trial: 'nee', ...changes }))).body);
  expect(await refused({ covariates: [{ column: 'Achternaam', kind: 'category' }] })).toContain(
    'covariate-is-personal',
  );
  expect(await refused({ covariates: [{ column: 'regio', kind: 'category' }] })).toContain(
    'covariate-repeated',
  );
  expect(
    await refused({
      unit: 'cluster',
      cluster: 'huis',
      covariates: [{ column: 'leeftijd', kind: 'number' }],
    }),
  ).toContain('covariates-need-recipients');
});

test('from the file to the open page: adjusted as the rows give it, nothing by value in the open, gone when erased', async () => {
  const made = await own.register(protocol);
  expect(made.status).toBe(201);
  const trial = made.headers['location'] ?? '';
  const rows = Array.from({ length: PEOPLE }, (_, place) => person(place));
  const file = [
    'kenmerk,groep,leeftijd,eerder',
    ...rows.map(({ arm, age, before }, place) => `P${place},${arm},${place < 30 ? '' : age},${before}`),
    'P9999,oud,veertig,ja',
  ];
  const read = await own.sendCsv(`${trial}/recipient-files`, `${file.join('\n')}\n`).expect(201);
  expect(JSON.stringify(read.body)).toContain('recipients:covariate-not-a-number');
  await own.call('post', `${trial}/allocations`).expect(201);
  const kept = await service.database.pool.query<{ covariates: string }>(
    'select covariates from recipients where reference = any ($1) order by number',
    [['P0', 'P31']],
  );
  // 20 + 217 mod 50 = 37: in tens it is 40.
  expect(kept.rows.map(({ covariates }) => covariates)).toEqual(['\u001fja', '40\u001fnee']);

  service.clock.set('2026-03-20');
  await own.call('post', `${trial}/hand-overs`).send({}).expect(201);
  const responses = rows.flatMap(({ responds }, place) =>
    responds ? [`P${place},2026-03-${place % 2 === 0 ? '07' : '11'}`] : [],
  );
  await own.sendCsv(`${trial}/response-files`, `kenmerk,datum\n${responses.join('\n')}\n`).expect(201);
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({}).expect(201);
  await own.call('post', `${trial}/analyses`).expect(201);

  const [analysis] = (await own.call('get', `${trial}/analyses`)).body;
  const further: FurtherResult = analysis.further;
  const rowsOf = (arm: string) =>
    rows
      .map((one, place) => ({ ...one, known: place >= 30 }))
      .filter((one) => one.arm === arm)
      .map(({ age, known, before, responds }) => ({
        covariates: [known ? Math.round(age / 10) * 10 : 0, known ? 0 : 1, before === 'ja' ? 1 : 0],
        n: 1,
        x: responds ? 1 : 0,
      }));
  const direct = linDifference(rowsOf('nieuw'), rowsOf('oud'), 0.95);
  if (direct.kind !== 'value') throw new Error(direct.reason);
  expect(further.covariates?.arms).toEqual([
    {
      arm: 'nieuw',
      uplift: {
        kind: 'value',
        estimate: expect.closeTo(direct.estimate, 11),
        standardError: expect.closeTo(direct.standardError, 11),
        lower: expect.closeTo(direct.t.lower, 11),
        upper: expect.closeTo(direct.t.upper, 11),
        pValue: expect.closeTo(direct.t.pValue, 10),
        degreesOfFreedom: direct.degreesOfFreedom,
      },
    },
  ]);
  expect(further.covariates?.means[0]?.arms.map(({ missing }) => missing)).toEqual([15, 15]);

  service.clock.set('2026-05-01');
  expect((await discloseByTwo(service, 'dienst-een', trial)).status).toBe(201);
  const { text } = await anybody(service).get('/trials/dienst-een/vooraf/disclosure.json');
  const document = JSON.parse(text);
  expect(document.further.adjusted).toEqual({
    columns: ['leeftijd', 'eerder'],
    arms: [
      {
        arm: 'nieuw',
        uplift: {
          kind: 'value',
          estimate: Number(direct.estimate.toFixed(3)),
          lower: Number(direct.t.lower.toFixed(3)),
          upper: Number(direct.t.upper.toFixed(3)),
          pValue: Number(direct.t.pValue.toFixed(3)),
        },
      },
    ],
  });
  expect(document.further).not.toHaveProperty('covariates');
  const page = await anybody(service).get('/trials/dienst-een/vooraf');
  expect(page.text).toContain('Met correctie voor wat vooraf bekend was');
  expect(page.text).not.toContain('wordt nooit openbaar');

  const files = async (): Promise<string[]> => {
    const record = await service.app.get(TrialsService).get(trial.split('/').at(-1) ?? '');
    const zip = await service.app.get(AnalysisExport).rFiles(record);
    return Object.keys(unzipSync(zip)).map((name) => name.split('/').at(-1) ?? '');
  };
  expect(await files()).toEqual(expect.arrayContaining(['profiles.csv', 'covariates.csv']));

  service.clock.set('2027-01-02');
  await service.app.get(EraseTrials).eraseDue();
  expect((await service.database.pool.query('select 1 from recipients')).rows).toEqual([]);
  expect(await files()).not.toContain('profiles.csv');
});
