import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOrganisation, asPublic, asSystem } from '../../src/platform/database/scope.js';
import { TrialPartition } from '../../src/platform/database/trial-partition.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { anybody, apiClient, people } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const slugs = ['dienst-een', 'dienst-twee'];

describe('two organisations in one database', () => {
  let service: TestService;
  let work: UnitOfWork;
  const organisations: string[] = [];
  const trials: string[] = [];

  beforeAll(async () => {
    service = await startTestService('2026-02-10');
    work = service.app.get(UnitOfWork);
    for (const slug of slugs) {
      const own = await apiClient(service, slug);
      const protocol = drawnProtocol();
      const organisation = { ...(protocol['organisation'] as object), slug };
      const trial = (await own.register({ ...protocol, organisation })).headers['location'] ?? '';
      await own.sendCsv(`${trial}/recipient-files`, `${people(60)}Z-1,noord\n`);
      await own.call('post', `${trial}/allocations`);
      trials.push(trial.split('/').at(-1) ?? '');
      const rows = await work.rows<{ id: string }>('select id from organisations where slug = $1', [slug]);
      organisations.push(rows[0]?.id ?? '');
    }
    await asSystem(async () => {
      for (const trial of trials) {
        await work.rows(
          `insert into responses (trial_id, number, kind, responded_on, received_at)
           select trial_id, number, 'response', '2026-03-10', now() from allocations where trial_id = $1`,
          [trial],
        );
        await work.rows(`insert into objections (trial_id, number, made_at) values ($1, 1, now())`, [trial]);
        await work.rows(
          `insert into unmatched_responses (trial_id, reason, received_at) values ($1, 'unknown', now())`,
          [trial],
        );
      }
    });
  });
  afterAll(() => service.close());

  /** Queries that forget whose rows they want, each with the column by which the trial or organisation is told. */
  const forgetful: [table: string, owner: string][] = [
    ['organisations', 'id'],
    ['trials', 'organisation_id'],
    ['api_tokens', 'organisation_id'],
    ['audit_entries', 'organisation_id'],
    ['protocol_versions', 'trial_id'],
    ['draws', 'trial_id'],
    ['imports', 'trial_id'],
    ['recipients', 'trial_id'],
    ['allocations', 'trial_id'],
    ['strata', 'trial_id'],
    ['responses', 'trial_id'],
    ['unmatched_responses', 'trial_id'],
    ['objections', 'trial_id'],
  ];

  test.each(forgetful)(
    'a query on %s that forgets its condition finds own rows alone',
    async (table, owner) => {
      const owners = async (): Promise<string[]> =>
        (
          await work.rows<{ owner: string }>(
            `select distinct ${owner} as owner from ${table} where ${owner} is not null`,
          )
        ).map((row) => row.owner);
      const own = (place: number): string | undefined =>
        owner === 'trial_id' ? trials[place] : organisations[place];
      for (const place of [0, 1])
        expect(await asOrganisation(organisations[place] ?? '', owners)).toEqual([own(place)]);
      expect((await asSystem(owners)).length).toBe(2);
    },
  );

  test('what names no trial itself is seen by those who see what it belongs to', async () => {
    const count = async (): Promise<number> =>
      (await work.rows<{ n: number }>('select count(*)::int as n from import_refusals'))[0]?.n ?? 0;
    expect(await asOrganisation(organisations[0] ?? '', count)).toBe(1);
    expect(await asSystem(count)).toBe(2);
  });

  test('the open pages see what is public, and nobody in it', async () => {
    const count = async (table: string): Promise<number> =>
      (await asPublic(() => work.rows<{ n: number }>(`select count(*)::int as n from ${table}`)))[0]?.n ?? 0;
    expect(await count('trials')).toBe(2);
    // The seed is not revealed, so the list is not public yet.
    for (const table of [
      'recipients',
      'allocations',
      'responses',
      'imports',
      'audit_entries',
      'accounts',
      'api_tokens',
    ])
      expect([table, await count(table)]).toEqual([table, 0]);
    expect((await anybody(service).get('/v1/register')).body).toHaveLength(2);
  });

  test.each([
    ['update trials set stopped_reason = $2, stopped_at = now() where id = $1', 0],
    ["delete from responses where trial_id = $1 and $2 <> ''", 0],
  ])('another organisation changes nothing: %s', async (sql, rows) => {
    const changed = await asOrganisation(organisations[0] ?? '', () =>
      work.transaction(async ({ client }) => (await client.query(sql, [trials[1], 'anders'])).rowCount),
    );
    expect(changed).toBe(rows);
  });

  test.each([
    [
      'adds a row',
      `insert into responses (trial_id, number, kind, responded_on, received_at) values ($1, 999, 'x', '2026-03-10', now())`,
    ],
    ['reaches a partition by its name', `select 1 from recipients_PARTITION where trial_id = $1`],
    ['changes the trail', `update audit_entries set actor = 'x' where trial_id = $1`],
    ['removes a registration', `delete from protocol_versions where trial_id = $1`],
  ])('the service never %s of another organisation', async (_what, sql) => {
    const trial = trials[1] ?? '';
    const query = sql.replace('PARTITION', trial.replaceAll('-', ''));
    await expect(
      asOrganisation(organisations[0] ?? '', () => work.rows(query, [trial])),
    ).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('a partition is lent to its own organisation, until the transaction ends', async () => {
    const open = (place: number): Promise<void> =>
      asOrganisation(organisations[place] ?? '', () =>
        work.transaction(async ({ client }) => {
          await TrialPartition.open(client, 'recipients', trials[1] ?? '');
          throw new Error('opened');
        }),
      );
    await expect(open(0)).rejects.toMatchObject({ code: '42501' });
    await expect(open(1)).rejects.toThrow('opened');
    const name = `recipients_${(trials[1] ?? '').replaceAll('-', '')}`;
    await expect(work.rows(`select 1 from ${name}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('connections remember nobody', async () => {
    await asOrganisation(organisations[0] ?? '', () => work.onConnection(() => Promise.resolve()));
    const settings = await work.rows<{ scope: string }>(`select current_setting('openbrief.scope') as scope`);
    expect(settings).toEqual([{ scope: 'system' }]);
  });
});

describe('every table', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** Tables of the installation as a whole. A new one belongs here only when nothing in it is of an organisation. */
  const ofTheInstallation = [
    'migration_files',
    'migrations',
    'technique_findings',
    'tries',
    'typeorm_metadata',
  ];

  test('is protected, or is the installation’s own', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
         and not c.oid::regclass::text = any ($1)`,
      [ofTheInstallation],
    );
    const how = ({ name }: { name: string }): string =>
      `The table ${name} has no policy: any organisation can read it. Add to its migration
       select protect_by_trial('${name}'); or select protect_by_organisation('${name}');
       or protect_by('${name}', 'condition'), and open_to_public(…) for what the open pages read
       (migrations/1764001300000-row-level-security.sql says how).`;
    expect(rows.map(how)).toEqual([]);
  });

  test('a view shows no more than its reader may see, unless all of it is public', async () => {
    const { rows } = await database.pool.query<{ name: string; writable: boolean }>(
      `select relname as name, has_table_privilege('openbrief_app', oid, 'insert, update, delete') as writable
       from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
         and not coalesce(reloptions::text ~ 'security_invoker=(true|on)', false)
       order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'public_disclosures',
      'public_organisations',
      'published_arms',
      'registered_protocols',
      'registered_trials',
    ]);
    expect(rows.some(({ writable }) => writable)).toBe(false);
  });

  test('the role of the service owns nothing and passes no policy by', async () => {
    const { rows } = await database.pool.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
              (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = 'openbrief_app'`,
    );
    expect(rows).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: false, owned: 0 },
    ]);
  });
});
