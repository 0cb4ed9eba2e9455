import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AnalyseTrial } from '../../src/analysis/analyse-trial.js';
import { commandLine } from '../../src/accounts/actor.js';
import { EndTrial } from '../../src/trials/end-trial.js';
import { mayDo } from '../../src/core/access.js';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { PersonFiles } from '../../src/person-files/person-files.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { TakeResponses } from '../../src/responses/take-responses.js';
import { SeeCaller } from '../../src/recipients/see-caller.js';
import { BookResponse } from '../../src/responses/book-response.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { SYNTHETIC_HEADER } from '../../src/synthetic/synthetic-recipients.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { apiClient, people, problem, problemIn } from '../support/api-client.js';
import { plannedTrial } from '../support/mailing-trial.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { openFolderBench, type FolderBench } from '../support/trial-folder.js';
import { workbenchClient } from '../support/workbench-client.js';

const names = [
  'Eenhoorn',
  'Tweedegolf',
  'Driehoek',
  'Vierkant',
  'Vijverberg',
  'Zesstra',
  'Zevenaar',
  'Achterberg',
];
const file = [
  SYNTHETIC_HEADER.trim(),
  ...names.map(
    (name, place) => `R-00${place};A.;;${name};M;Dorpsstraat;${place + 1};;1011 AB;Amsterdam;H${place};noord`,
  ),
  '',
].join('\n');

let bench: FolderBench;
let trial: TrialRecord;
let persons: PersonFiles;

beforeAll(async () => {
  bench = await openFolderBench('2026-03-01');
  trial = await plannedTrial(bench, file, 4);
  persons = bench.app.get(PersonFiles);
}, 120_000);
afterAll(() => bench.close());

const open = (reference: string) => persons.open(trial, { reference }, commandLine);
const codeOf = async (reference: string): Promise<string> => {
  const { rows } = await bench.database.pool.query<{ code: string }>(
    `select a.letter_code as code from recipients r join allocations a using (trial_id, number) where r.reference = $1`,
    [reference],
  );
  return rows[0]?.code ?? '';
};
const inDatabase = async (word: string): Promise<string[]> => {
  const { rows: tables } = await bench.database.pool.query<{ name: string }>(
    "select format('%I', relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await bench.database.pool.query(
      `select from ${name} t where t::text like '%' || $1 || '%' limit 1`,
      [word],
    );
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  return found;
};

test('who answers the telephone sees a name and a place, and the trail tells that and not whose', async () => {
  const desk = bench.app.get(BookResponse);
  const { number } = await desk.find(trial, { reference: 'R-004' });
  const caller = await bench.app.get(SeeCaller).see(trial, number, { ...commandLine, name: 'B. Balie' });
  expect(caller).toEqual({ name: 'A. Vijverberg', place: 'Amsterdam' });
  const { rows } = await bench.database.pool.query<{ actor: string; detail: unknown }>(
    "select actor, detail from audit_entries where action = 'see-caller'",
  );
  expect(rows).toEqual([{ actor: 'B. Balie', detail: {} }]);
  expect(await inDatabase('Vijverberg')).toEqual([]);
  expect([mayDo(['front-desk'], 'callers.see'), mayDo(['designer', 'administrator'], 'callers.see')]).toEqual(
    [true, false],
  );
});

test('all that is kept of somebody is shown, without their arm until the close', async () => {
  await bench.app
    .get(RenderBatch)
    .render(
      (await bench.database.pool.query<{ id: string }>('select id from batches where number = 1')).rows[0]
        ?.id ?? '',
    );
  bench.clock.set('2026-03-20');
  const kept = await open('R-002');
  expect(kept).toMatchObject({
    reference: 'R-002',
    line: 4,
    personal: { surname: 'Driehoek', street: 'Dorpsstraat', houseNumber: '3', postcode: '1011AB' },
    arm: null,
    letters: [{ wave: 1, batch: expect.any(Number), state: expect.stringMatching(/planned|rendered/) }],
    responses: [],
    erasedAt: null,
  });
  // Whoever knows references has neither the arm nor what opens the letter; who has the letter, has its code.
  const code = formatLetterCode(await codeOf('R-002'));
  expect(kept.letterCode).toBeNull();
  expect(await persons.open(trial, { letterCode: code }, commandLine)).toEqual({ ...kept, letterCode: code });
  const { rows } = await bench.database.pool.query<{ action: string; detail: unknown }>(
    "select action, detail from audit_entries where action = 'open-person-file'",
  );
  expect(rows).toEqual([1, 2].map(() => ({ action: 'open-person-file', detail: {} })));
  await expect(open('R-999')).rejects.toThrow('recipients:not-found');
  await expect(persons.open(trial, {}, commandLine)).rejects.toThrow('recipients:search-empty');
});

test('what is erased is nowhere in the database, and its letter is not made any more', async () => {
  const { rows: before } = await bench.database.pool.query<{ arm: number; n: string }>(
    'select arm, count(*) as n from allocations group by arm order by arm',
  );
  const planned = await bench.database.pool.query<{ reference: string; id: string }>(
    `select r.reference, b.id from batches b join waves w on w.id = b.wave_id join letters l on l.batch_id = b.id
     join recipients r on r.trial_id = w.trial_id and r.number = l.number
     where b.state = 'planned' order by r.reference limit 1`,
  );
  const { reference = '', id = '' } = planned.rows[0] ?? {};
  const code = await codeOf(reference);
  const done = await persons.erase(trial, { reference }, commandLine);
  expect(done).toEqual({ isNew: true, filesLeft: 0 });
  expect(await inDatabase(reference)).toEqual([]);
  const left = await persons.open(trial, { letterCode: code }, commandLine);
  expect(left).toMatchObject({
    reference: expect.stringMatching(/^erased-[0-9a-f]{32}$/),
    personal: { surname: '', street: '', fields: {} },
    notices: [{ kind: 'objection' }],
    erasedAt: expect.any(String),
  });
  expect((await persons.erase(trial, { letterCode: code }, commandLine)).isNew).toBe(false);
  // The batch is made without them, and its sums add up.
  await bench.app.get(RenderBatch).render(id);
  expect((await persons.open(trial, { letterCode: code }, commandLine)).withheld).toMatchObject([
    { wave: 1, reason: 'objection' },
  ]);
  const { rows: after } = await bench.database.pool.query(
    'select arm, count(*) as n from allocations group by arm order by arm',
  );
  expect(after).toEqual(before);
  await expect(bench.database.pool.query('delete from person_erasures')).rejects.toThrow();
});

test('a file that the print shop has had goes, and one that it needs is told', async () => {
  const { rows } = await bench.database.pool.query<{ reference: string; file: string }>(
    `select r.reference, b.pdf_file as file from batches b join waves w on w.id = b.wave_id
     join letters l on l.batch_id = b.id join recipients r on r.trial_id = w.trial_id and r.number = l.number
     where b.number = 1 order by r.reference`,
  );
  const [one, two] = rows;
  const files = bench.app.get(FileStore);
  expect(await persons.erase(trial, { reference: one?.reference }, commandLine)).toEqual({
    isNew: true,
    filesLeft: 1,
  });
  expect(await files.has(one?.file ?? '')).toBe(true);
  await bench.app.get(MailingsService).handOver(trial.id, '2026-03-20', commandLine);
  expect(await persons.erase(trial, { reference: two?.reference }, commandLine)).toEqual({
    isNew: true,
    filesLeft: 0,
  });
  expect(await files.has(two?.file ?? '')).toBe(false);
});

test('an erased person still counts: their code matches a response, and the arm is told after the close', async () => {
  const { rows } = await bench.database.pool.query<{ code: string }>(
    `select letter_code as code from allocations a join person_erasures e using (trial_id, number) limit 1`,
  );
  const code = rows[0]?.code ?? '';
  await bench.app.get(BookResponse).book(trial.id, { letterCode: code }, '2026-03-20', commandLine);
  await bench.app.get(EndTrial).stop(trial.id, 'Klaar.', commandLine);
  const { data } = await bench.app.get(AnalyseTrial).analyse(trial.id, commandLine);
  expect(data.counts.reduce((sum, { n }) => sum + n, 0)).toBe(names.length);
  expect(data.counts.reduce((sum, { x }) => sum + x, 0)).toBe(1);
  const closed = await bench.app.get(TrialsService).get(trial.id);
  expect((await persons.open(closed, { letterCode: code }, commandLine)).arm).toMatch(/none|autoriteit/);
  expect((await bench.app.get(TakeResponses).totals(trial.id)).responses).toBe(1);
});

test('over HTTP: for the desk and the administrator alone, never in an address', async () => {
  const service: TestService = await startTestService('2026-02-10');
  const own = await apiClient(service, 'dienst-een');
  const other = await apiClient(service, 'dienst-twee');
  const path = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${path}/recipient-files`, people(60));
  const erase = (): Promise<unknown> =>
    Promise.resolve(own.call('post', `${path}/person-erasures`).send({ reference: 'Z-1' }));
  expect(
    await own.call('post', `${path}/person-erasures`).send({ reference: 'Z-1' }).then(problemIn),
  ).toEqual(problem(409, 'persons:before-draw'));
  await own.call('post', `${path}/allocations`);
  const found = await own.call('post', `${path}/person-files`).send({ reference: 'Z-1' });
  expect([found.status, found.headers['cache-control'], found.body.reference]).toEqual([
    200,
    'no-store',
    'Z-1',
  ]);
  expect(problemIn(await other.call('post', `${path}/person-files`).send({ reference: 'Z-1' }))).toEqual(
    problem(404, 'trials:not-found'),
  );
  const desk = await workbenchClient(service, 'dienst-een', 'B Balie', ['front-desk']);
  const analyst = await workbenchClient(service, 'dienst-een', 'A Analist', [
    'analyst',
    'designer',
    'reviewer',
  ]);
  const page = '/workbench/trials/klein/person';
  expect((await analyst.get(page)).status).toBe(403);
  expect((await analyst.send(`${page}/look`, { who: 'Z-1' })).status).toBe(403);
  expect((await desk.get(page)).status).toBe(200);
  expect((await desk.send(`${page}/look`, { who: 'Z-999' })).status).toBe(404);
  const shown = await desk.send(`${page}/look`, { who: 'Z-1' });
  expect([shown.status, shown.headers['cache-control'], shown.text.includes('zuid')]).toEqual([
    200,
    'no-store',
    true,
  ]);
  const downloaded = await desk.send(`${page}/download`, { who: 'Z-1' });
  expect([downloaded.headers['content-disposition'], downloaded.body.reference]).toEqual([
    'attachment; filename=klein-person.json',
    'Z-1',
  ]);
  expect((await desk.send(`${page}/erase`, { who: 'Z-1' })).text).toContain('De gegevens zijn gewist.');
  expect(await erase()).toMatchObject({ status: 404 });
  await service.close();
}, 60_000);
