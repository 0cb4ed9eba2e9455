import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { documentHash } from '../../src/trials/protocol/protocol-hash.js';
import { apiClient, anybody, people } from '../support/api-client.js';
import { discloseByTwo } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService('2026-02-10');
});
afterAll(() => service.close());

test('the public hash of an analysis is that of counts and result with a salt that is not public', async () => {
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`);
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-04-06');
  await own.call('post', `${trial}/closings`).send({});
  const { salt, sha256 } = (await own.call('post', `${trial}/analyses`)).body;
  expect(salt).toMatch(/^[0-9a-f]{64}$/);
  const stored = await service.app
    .get(UnitOfWork)
    .row<{ data: unknown; result: unknown }>('select data, result from analyses');
  const hashed = { data: stored?.data, result: stored?.result };
  expect(documentHash({ ...hashed, salt }).toString('hex')).toBe(sha256);
  expect(documentHash(hashed).toString('hex')).not.toBe(sha256);
  await discloseByTwo(service, 'dienst-een', trial);
  const open = await anybody(service).get('/trials/dienst-een/klein/disclosure.json');
  expect([open.status, open.text.includes(sha256), open.text.includes(salt)]).toEqual([200, true, false]);
});
