import 'reflect-metadata';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TechniquesService } from '../../src/techniques/techniques.service.js';
import { documentHash } from '../../src/trials/protocol/protocol-hash.js';
import { anybody, apiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
const path = '/trials/dienst-een/klein';

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  await (await apiClient(service, 'dienst-een')).register(drawnProtocol());
});
afterAll(() => service.close());

const page = async (): Promise<string> => {
  const { text } = await anybody(service).get(path).set('Accept', 'text/html');
  return text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
};

test('a technique is kept with the protocol as the catalogue had it at registration, and can be read and checked', async () => {
  const { body, headers } = await anybody(service).get(`${path}/techniques.json`);
  expect(headers['access-control-allow-origin']).toBe('*');
  expect(body.techniques.length).toBeGreaterThan(0);
  for (const { id, version, sha256, document } of body.techniques) {
    expect(document).toEqual(JSON.parse(JSON.stringify(service.app.get(TechniquesService).find(id))));
    expect(version).toBe(document.version);
    expect(documentHash(document).toString('hex')).toBe(sha256);
  }
  const [{ version, sha256 }] = body.techniques;
  const words = await page();
  expect(words).toContain(`Versie ${version}, gewogen op`);
  expect(words).toContain(sha256.slice(0, 8));
  expect(words).not.toContain('De catalogus heeft nu versie');
});

test('where the catalogue changes afterwards, the page says so and the text of then stays', async () => {
  const techniques = service.app.get(TechniquesService);
  const before = (await anybody(service).get(`${path}/techniques.json`)).body;
  const find = techniques.find.bind(techniques);
  const changed = vi.spyOn(techniques, 'find').mockImplementation((id) => {
    const known = find(id);
    return known && { ...known, version: known.version + 7, status: 'retracted' };
  });
  const [{ version }] = before.techniques;
  // A page that was rendered stands for a minute; a catalogue changes with a new version of the service.
  service.clock.moment = new Date(service.clock.moment.getTime() + 60_000);
  const words = await page();
  expect(words).toContain(`Versie ${version}, gewogen op`);
  expect(words).toContain(`De catalogus heeft nu versie ${version + 7}.`);
  expect((await anybody(service).get(`${path}/techniques.json`)).body).toEqual(before);
  changed.mockRestore();
});

test('what was registered before techniques were kept says nothing of them', async () => {
  await service.database.pool.query(
    'alter table protocol_versions disable trigger protocol_versions_are_final',
  );
  await service.database.pool.query('update protocol_versions set catalogue = null');
  expect((await anybody(service).get(`${path}/techniques.json`)).body).toEqual({ techniques: [] });
  expect(await page()).not.toContain('gewogen op');
});
