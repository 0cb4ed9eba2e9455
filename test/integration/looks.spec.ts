import { afterAll, beforeAll, expect, test } from 'vitest';
import { anybody, apiClient, problemIn, type ApiClient } from '../support/api-client.js';
import { discloseByTwo } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let trial = '';

const PEOPLE_AN_ARM = 200;

/** Two batches, three weeks apart; in the first the new letter does far better. */
beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  const made = await own.register(
    drawnProtocol({
      strata: [],
      allocation: 'external',
      source: { citation: 'Een eigen oefening.' },
      outcome: { description: 'Het formulier is terug.', windowDays: 14 },
      looks: { boundary: 'obrien-fleming', at: ['2026-03-20', '2026-03-25'] },
    }),
  );
  trial = made.headers['location'] ?? '';
  const people = ['kenmerk,groep'];
  const responses = ['kenmerk,datum'];
  for (const arm of ['oud', 'nieuw']) {
    for (let place = 0; place < PEOPLE_AN_ARM; place += 1) {
      people.push(`${arm}-${place},${arm}`);
      if (place % 10 < (arm === 'nieuw' ? 7 : 2)) responses.push(`${arm}-${place},2026-03-10`);
    }
  }
  await own.sendCsv(`${trial}/recipient-files`, `${people.join('\n')}\n`).expect(201);
  await own.call('post', `${trial}/allocations`).expect(201);
  service.clock.set('2026-03-02');
  await own.call('post', `${trial}/hand-overs`).send({}).expect(201);
  service.clock.set('2026-03-11');
  await own.sendCsv(`${trial}/response-files`, `${responses.join('\n')}\n`).expect(201);
  await postInTwoBatches();
});

afterAll(() => service.close());

/** The first half of each arm on the 2nd of March, the other half on the 23rd. */
async function postInTwoBatches(): Promise<void> {
  const { pool } = service.database;
  await pool.query(`insert into waves (trial_id, number, created_at) select id, 1, now() from trials`);
  await pool.query(
    `insert into batches (wave_id, number, letters, state, pdf_sha256, posted_on)
     select w.id, b.number, $1, 'handed-over', '\\x00', b.day::date
     from waves w, (values (1, '2026-03-02'), (2, '2026-03-23')) b (number, day)`,
    [PEOPLE_AN_ARM],
  );
  await pool.query(
    `insert into letters (wave_id, number, batch_id, position)
     select b.wave_id, placed.number, b.id, placed.position
     from (select r.number, (row_number() over (partition by a.arm order by r.number) - 1) / 100 + 1 as half,
                  row_number() over (order by r.number) as position
           from recipients r join allocations a on a.trial_id = r.trial_id and a.number = r.number) placed
     join batches b on b.number = placed.half`,
  );
}

test('a look before its day is refused, and spends nothing', async () => {
  service.clock.set('2026-03-19');
  const refused = problemIn(await own.call('post', `${trial}/looks`).send({}));
  expect(refused).toEqual({ status: 409, code: 'looks:not-due', faults: [] });
  expect((await own.call('get', `${trial}/looks`)).body).toEqual([]);
});

test('a look counts those whose window has closed, and tells nothing by arm', async () => {
  service.clock.set('2026-03-20');
  const { status, body, text } = await own.call('post', `${trial}/looks`).send({});
  expect(status).toBe(201);
  expect(body).toEqual({
    number: 1,
    takenAt: '2026-03-20T10:00:00.000Z',
    recipients: PEOPLE_AN_ARM,
    information: 0.5,
    nominalP: expect.closeTo(0.003051, 5),
    alphaSpent: expect.closeTo(0.003051, 5),
    crossed: true,
  });
  expect(text).not.toMatch(/oud|nieuw/);
  expect((await own.call('get', `${trial}/looks`)).body).toEqual([body]);
});

test('where nothing came in since, the next look is refused and spends nothing', async () => {
  service.clock.set('2026-03-25');
  const refused = problemIn(await own.call('post', `${trial}/looks`).send({}));
  expect(refused).toEqual({ status: 409, code: 'looks:nothing-new', faults: [] });
});

test('results by arm stay hidden after a look, for the agency and in the open', async () => {
  const hidden = problemIn(await own.call('get', `${trial}/analyses`));
  expect(hidden).toEqual({ status: 403, code: 'trials:results-hidden', faults: [] });
  const { text } = await anybody(service).get('/trials/dienst-een/klein');
  expect(text).toContain('Tussentijdse blikken');
  expect(text).not.toContain('grens gepasseerd');
});

test('a look is never changed', async () => {
  await expect(service.database.pool.query('update looks set crossed = false')).rejects.toThrow(
    /never changed/,
  );
});

test('the analysis uses the last boundary, and the page says so', async () => {
  service.clock.set('2026-04-07');
  await own.call('post', `${trial}/closings`).send({}).expect(201);
  const { body } = await own.call('post', `${trial}/analyses`).send({}).expect(201);
  // R, ldbounds: ldBounds(c(0.5, 1), iuse = c(1, 1), alpha = c(0.025, 0.025)) has 2.9626 and 1.9686.
  expect(body.result.looks).toEqual({
    boundary: 'obrien-fleming',
    informationRates: [0.5],
    crossedAt: 1,
    lastNominalP: expect.closeTo(0.048999, 5),
  });
  const [comparison] = body.result.comparisons;
  expect(comparison.registered.adjusted.pValue).toBeGreaterThan(comparison.registered.test.pValue);
  service.clock.set('2026-05-01');
  expect((await discloseByTwo(service, 'dienst-een', trial)).status).toBe(201);
  const page = (await anybody(service).get('/trials/dienst-een/klein')).text;
  expect(page).toContain('Er is 1 keer volgens plan tussentijds gekeken.');
  expect(page).toContain('Bij blik 1 werd de grens gepasseerd.');
});

test('a trial without planned looks has none', async () => {
  service.clock.set('2026-02-10');
  const made = await own.register(drawnProtocol({ trial: 'zonder' }));
  const refused = problemIn(await own.call('post', `${made.headers['location'] ?? ''}/looks`).send({}));
  expect(refused).toEqual({ status: 409, code: 'looks:none-planned', faults: [] });
});

test('all letters on one day: a look on a day at which no window has closed is refused, with what to do', async () => {
  const refused = await own.register(
    drawnProtocol({ trial: 'vroeg', strata: [], looks: { boundary: 'pocock', at: ['2026-03-12'] } }),
  );
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual([
    expect.objectContaining({ code: 'trials:looks-before-window', path: 'looks.at' }),
  ]);
});

test('all letters on one day: looks after fixed numbers of days, by the responses within so many', async () => {
  service.clock.set('2026-02-10');
  const made = await own.register(
    drawnProtocol({
      trial: 'ineens',
      strata: [],
      allocation: 'external',
      source: { citation: 'Een eigen oefening.' },
      looks: { boundary: 'pocock', at: [], afterDays: [5, 10, 20] },
    }),
  );
  expect(made.status).toBe(201);
  const at = made.headers['location'] ?? '';
  const people = ['kenmerk,groep'];
  const responses = ['kenmerk,datum'];
  const later = ['kenmerk,datum'];
  // The new letter does better on the first days; in the end as many have responded.
  for (const arm of ['oud', 'nieuw']) {
    for (let place = 0; place < 100; place += 1) {
      people.push(`${arm}-${place},${arm}`);
      if (place >= 60) continue;
      const isEarly = arm === 'nieuw' || place < 20;
      (isEarly ? responses : later).push(`${arm}-${place},2026-03-${isEarly ? '08' : '25'}`);
    }
  }
  await own.sendCsv(`${at}/recipient-files`, `${people.join('\n')}\n`).expect(201);
  await own.call('post', `${at}/allocations`).expect(201);
  service.clock.set('2026-03-02');
  await own.call('post', `${at}/hand-overs`).send({}).expect(201);
  service.clock.set('2026-03-07');
  const early = problemIn(await own.call('post', `${at}/looks`).send({}));
  expect(early.code).toBe('looks:not-due');
  // The first look was missed: it has spent nothing, and the second is due.
  service.clock.set('2026-03-13');
  await own.sendCsv(`${at}/response-files`, `${responses.join('\n')}\n`).expect(201);
  const look = (await own.call('post', `${at}/looks`).send({}).expect(201)).body;
  // 20 of 100 against 60 of 100 by the tenth day; with two of four parts of alpha spent by Pocock's function.
  const spent = 0.05 * Math.log(1 + (Math.E - 1) * 0.5);
  expect(look).toEqual({
    number: 2,
    takenAt: '2026-03-13T10:00:00.000Z',
    recipients: 200,
    information: 0.5,
    nominalP: expect.closeTo(spent, 10),
    alphaSpent: expect.closeTo(spent, 10),
    crossed: true,
  });
  expect(problemIn(await own.call('post', `${at}/looks`).send({})).code).toBe('looks:not-due');
  service.clock.set('2026-03-26');
  await own.sendCsv(`${at}/response-files`, `${later.join('\n')}\n`).expect(201);
  service.clock.set('2026-04-07');
  expect(problemIn(await own.call('post', `${at}/looks`).send({})).code).toBe('looks:all-closed');
  await own.call('post', `${at}/closings`).send({}).expect(201);
  const { body } = await own.call('post', `${at}/analyses`).send({}).expect(201);
  expect(body.result.looks).toEqual({
    boundary: 'pocock',
    informationRates: [0.5],
    crossedAt: 2,
    early: true,
    lastNominalP: expect.closeTo(0.05 - spent, 10),
  });
  expect(body.result.comparisons[0].registered.verdict).toBe('no-difference');
});
