import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { apiClient, people, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let trial = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-20');
});
afterAll(() => service.close());

/** The day that is kept for each reference. The letters were planned to go out on 2 March. */
async function keptDays(): Promise<Record<string, string>> {
  const rows = await service.app.get(UnitOfWork).rows<{ reference: string; day: string }>(
    `select r.reference, s.responded_on::text as day from responses s
     join recipients r on r.trial_id = s.trial_id and r.number = s.number order by 1`,
  );
  return Object.fromEntries(rows.map(({ reference, day }) => [reference, day]));
}

test('a response of before the letter hides none that came after it, in whatever order they arrive', async () => {
  const send = (lines: string): PromiseLike<{ body: unknown }> =>
    own.sendCsv(`${trial}/response-files`, `kenmerk,datum\n${lines}`);
  await send('Z-1,2026-02-20\nZ-2,2026-03-12\nZ-3,2026-02-21\nZ-4,2026-03-09\n');
  expect(await keptDays()).toEqual({
    'Z-1': '2026-02-20',
    'Z-2': '2026-03-12',
    'Z-3': '2026-02-21',
    'Z-4': '2026-03-09',
  });
  const { body } = await send(
    'Z-1,2026-03-10\nZ-1,2026-03-05\nZ-2,2026-02-01\nZ-3,2026-02-11\nZ-4,2026-03-15\nZ-5,2026-02-20\nZ-5,2026-03-03\n',
  );
  expect(body).toMatchObject({ lines: 7, accepted: 1, repeated: 6 });
  expect(await keptDays()).toEqual({
    'Z-1': '2026-03-05',
    'Z-2': '2026-03-12',
    'Z-3': '2026-02-11',
    'Z-4': '2026-03-09',
    'Z-5': '2026-03-03',
  });
});

test('a file with citizen service numbers goes back whole, in whichever column they are', async () => {
  const before = await keptDays();
  for (const file of [
    'kenmerk,datum\n111222333,2026-03-10\n123456782,2026-03-10\n',
    'kenmerk,datum,bsn\nZ-9,2026-03-10,111222333\nZ-10,2026-03-10,123456782\n',
  ]) {
    const refused = await own.sendCsv(`${trial}/response-files`, file);
    expect(problemIn(refused)).toEqual(problem(422, 'recipients:bsn-column'));
  }
  expect(await keptDays()).toEqual(before);
  const kept = await service.app
    .get(UnitOfWork)
    .rows(`select 1 from unmatched_responses where reference in ('111222333', '123456782')`);
  expect(kept).toEqual([]);
});
