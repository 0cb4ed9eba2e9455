import { appendFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Client } from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditHeads } from '../../src/audit/audit-heads.js';
import { NotedHeads } from '../../src/audit/noted-heads.js';
import type { Configuration } from '../../src/platform/configuration/configuration.js';
import { CONFIGURATION } from '../../src/platform/process/platform.module.js';
import { recordAct } from '../../src/audit/record-act.js';
import { verifyTrail, type TrailVerdict } from '../../src/audit/verify-trail.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let owner: Client;
beforeAll(async () => {
  service = await startTestService('2026-02-10');
  owner = new Client({ connectionString: service.database.url });
  await owner.connect();
  // As the database's superuser, who passes policies, grants and triggers by.
  await owner.query("set session_replication_role = 'replica'");
  await act('one');
  await act('two');
});
afterAll(async () => {
  await owner.end();
  await service.close();
});

const work = (): UnitOfWork => service.app.get(UnitOfWork);
const publish = (): Promise<void> => asSystem(() => service.app.get(AuditHeads).publish());
const verify = (seen: readonly string[] = []): Promise<TrailVerdict> =>
  asSystem(() => work().onConnection(({ client }) => verifyTrail(client, seen)));
const act = (action: string): Promise<void> =>
  asSystem(() =>
    work().transaction(({ client }) =>
      recordAct(client, {
        at: service.clock.now(),
        actor: 'test',
        action,
        organisationId: null,
        trialId: null,
        detail: {},
      }),
    ),
  );
const footer = async (path: string): Promise<string> =>
  (await request(service.app.getHttpServer()).get(path)).text.split('<footer')[1] ?? '';

/** Does something to the trail, looks at it, and puts it back. */
async function tampered(sql: string, seen: readonly string[] = []): Promise<TrailVerdict> {
  await owner.query('create table kept as select * from audit_entries');
  await owner.query('create table kept_heads as select * from audit_heads');
  await owner.query(sql);
  const verdict = await verify(seen);
  await owner.query(`
    delete from audit_entries; insert into audit_entries overriding system value select * from kept; drop table kept;
    delete from audit_heads; insert into audit_heads select * from kept_heads; drop table kept_heads`);
  expect(await verify()).toMatchObject({ whole: true });
  return verdict;
}

test('the head of the day is in the footer of every open page, and of a page that is not there', async () => {
  expect(await footer('/privacy')).not.toContain('Controlegetal');
  await publish();
  const verdict = await verify();
  if (!verdict.whole) throw new Error('the trail is broken');
  for (const path of ['/', '/privacy', '/techniques', '/open-data', '/en/privacy', '/nowhere'])
    expect([path, (await footer(path)).includes(verdict.head ?? '-')]).toEqual([path, true]);
  expect(await footer('/privacy')).toContain('10 februari 2026');
});

test('a day has one head, whatever comes after it; the next day has its own', async () => {
  const before = await footer('/privacy');
  await act('three');
  await publish();
  expect(await footer('/privacy')).toBe(before);
  service.clock.set('2026-02-11');
  await publish();
  expect(await footer('/privacy')).not.toBe(before);
  expect((await owner.query('select 1 from audit_heads')).rowCount).toBe(2);
});

test.each([
  ['a changed row', `update audit_entries set actor = 'nobody' where action = 'two'`, 'brokenAt'],
  ['a row taken out', `delete from audit_entries where action = 'two'`, 'brokenAt'],
  ['the last row removed', `delete from audit_entries where action = 'three'`, 'missingHead'],
  ['the whole trail removed', `delete from audit_entries`, 'missingHead'],
])('%s is found', async (_what, sql, how) => {
  const verdict = await tampered(sql);
  expect(verdict).toMatchObject({ whole: false });
  expect(verdict).toHaveProperty(how);
});

test('removed with its published heads, it is found by whoever noted one from a page', async () => {
  const head = /[0-9a-f]{64}/.exec(await footer('/privacy'))?.[0] ?? '';
  const both = `delete from audit_entries where action = 'three'; delete from audit_heads`;
  expect(await tampered(both)).toMatchObject({ whole: true });
  expect(await tampered(both, [head])).toMatchObject({ whole: false, missingHead: head });
});

test('an end that is removed before any night is found by what was noted outside the database', async () => {
  const heads = service.app.get(AuditHeads);
  const noted = new NotedHeads(service.app.get<Configuration>(CONFIGURATION).dataFolder);
  await act('before');
  await heads.note();
  await act('unwelcome');
  await heads.note();
  await heads.note();
  expect(noted.read()).toHaveLength(2);
  const remove = 'delete from audit_entries where id = (select max(id) from audit_entries)';
  // By the heads of the nights alone it is not.
  expect(await tampered(remove)).toMatchObject({ whole: true });
  expect(await tampered(remove, noted.read())).toMatchObject({ whole: false, missingHead: noted.read()[1] });
  expect(await verify(noted.read())).toMatchObject({ whole: true });
});

test('what was noted outlives a crash in the middle of a line, and stays small', () => {
  const noted = new NotedHeads(service.app.get<Configuration>(CONFIGURATION).dataFolder);
  const before = noted.read().length;
  appendFileSync(noted.file, '2026-02-11T10:00:00.000Z 99 abc\n');
  expect(new NotedHeads(dirname(noted.file)).read()).toHaveLength(before);
  const line = `2026-02-11T10:00:00.000Z 7 ${'a'.repeat(64)}\n`;
  appendFileSync(noted.file, line.repeat(45_000));
  expect(new NotedHeads(dirname(noted.file)).note(service.clock.now(), '8', 'b'.repeat(64))).toBe(true);
  expect(statSync(noted.file).size).toBeLessThan(2_500_000);
  expect(noted.read().at(-1)).toBe('b'.repeat(64));
});
