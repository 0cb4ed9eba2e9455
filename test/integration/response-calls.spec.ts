import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_DELIVERIES } from '../../src/api/delivery-limit.js';
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

const respond = (key: string, ...numbers: number[]) =>
  own
    .call('post', `${trial}/responses`)
    .set('Idempotency-Key', key)
    .send(numbers.map((number) => ({ reference: `Z-${number}`, respondedOn: '2026-03-10' })));

const responses = async (): Promise<number> => (await own.call('get', trial)).body.flow.responses;

test('a call whose answer got lost gets that very answer again, and is taken in once', async () => {
  const first = await respond('one', 1, 2);
  const again = await respond('one', 1, 2);
  expect(first.status).toBe(201);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect([again.status, again.body, again.headers['location']]).toEqual([
    201,
    first.body,
    first.headers['location'],
  ]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(await responses()).toBe(2);
});

test('another call under the same key is refused, and the same responses under another key count once', async () => {
  expect(problemIn(await respond('one', 3))).toEqual(problem(422, 'api:idempotency-key-reused'));
  const other = await respond('two', 1, 2);
  expect(other.status).toBe(200);
  expect(await responses()).toBe(2);
});

test('a key that can’t be read is refused before anything is taken in', async () => {
  expect(problemIn(await respond('a key', 4))).toEqual(problem(422, 'api:idempotency-key-unreadable'));
  expect(await responses()).toBe(2);
});

test('a call that failed is forgotten, so that it can be mended and sent again', async () => {
  service.clock.set('2026-02-10');
  const early = await respond('three', 5);
  service.clock.set('2026-03-20');
  const later = await respond('three', 5);
  // The day of the response was still to come: its line was refused, which is an answer like any other.
  expect([early.status, early.body.refused, later.body.refused]).toEqual([201, 1, 1]);
  await service.database.pool.query(
    `update repeated_calls set answered_at = null, status = null, body = null`,
  );
  expect(problemIn(await respond('three', 5))).toEqual(problem(409, 'api:call-under-way'));
  await service.database.pool.query(`update repeated_calls set began_at = began_at - interval '11 minutes'`);
  expect((await respond('three', 5)).status).toBe(200);
});

test('of many calls at once those that are too many are told to come back, and none of the others is lost', async () => {
  const calls = Array.from({ length: 2 * MOST_DELIVERIES }, (_, place) => ({
    key: `many-${place}`,
    number: 20 + place,
  }));
  const before = await responses();
  const send = () => Promise.all(calls.map(({ key, number }) => respond(key, number)));
  const answers = await send();
  const refused = answers.filter(({ status }) => status === 429);
  const taken = answers.filter(({ status }) => status === 201);
  expect(taken.length + refused.length).toBe(calls.length);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect(problemIn(answer)).toEqual(problem(429, 'api:too-many-deliveries'));
    expect(answer.headers['retry-after']).toBe('1');
  }
  expect(await responses()).toBe(before + taken.length);
  // Whoever was turned away comes back, until all are in.
  for (let round = 0; round < calls.length && (await responses()) < before + calls.length; round += 1)
    await send();
  expect(await responses()).toBe(before + calls.length);
});
