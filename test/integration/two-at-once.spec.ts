import 'reflect-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPagesService } from '../../src/disclosure/open-pages.service.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { apiClient, people, type ApiClient } from '../support/api-client.js';
import { personClient } from '../support/person-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;
let trial = '';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
  trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
});

afterAll(() => service.close());

/** The same request twice at the same time, and the two answers in order of status. */
async function twice(send: () => PromiseLike<{ status: number }>): Promise<number[]> {
  const answers = await Promise.all([send(), send()]);
  return answers.map(({ status }) => status).sort();
}

const once = [
  [200, 201],
  [201, 409],
];

test('the same file twice at once is taken in once', async () => {
  const file = people(120);
  expect(once).toContainEqual(await twice(() => own.sendCsv(`${trial}/recipient-files`, file)));
  const { body } = await own.call('get', `${trial}/imports`);
  expect(body).toHaveLength(1);
});

test('the draw, the analysis and the disclosure are each done once', async () => {
  expect(once).toContainEqual(await twice(() => own.call('post', `${trial}/allocations`)));
  await own.call('post', `${trial}/hand-overs`).send({});
  service.clock.set('2026-03-10');
  await own.call('post', `${trial}/closings`).send({ stopReason: 'Een fout in de brief.' });
  expect(once).toContainEqual(await twice(() => own.call('post', `${trial}/analyses`)));
  const proposer = await personClient(service, 'dienst-een', 'analist', ['analyst']);
  const publisher = await personClient(service, 'dienst-een', 'beoordelaar', ['reviewer']);
  expect(once).toContainEqual(
    await twice(() => proposer.call('post', `${trial}/disclosure-proposals`).send({})),
  );
  const { sha256 } = (await publisher.call('get', `${trial}/disclosure-proposals`)).body;
  expect(once).toContainEqual(
    await twice(() => publisher.call('post', `${trial}/disclosures`).send({ sha256 })),
  );
});

test('the page of a stopped trial keeps the day on which it was stopped', async () => {
  service.clock.set('2026-06-01');
  const record = await service.app.get(TrialsService).findByAddress('dienst-een', 'klein');
  expect(record?.stoppedAt?.toISOString().slice(0, 10)).toBe('2026-03-10');
  if (record === undefined) return;
  const { stopped } = await service.app.get(OpenPagesService, { strict: false }).trialView(record, 'nl');
  expect(stopped).toEqual({ on: '2026-03-10', reason: { text: 'Een fout in de brief.' } });
});
