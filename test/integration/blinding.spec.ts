import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { roles, scopes, type Role } from '../../src/core/access.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { chartNames } from '../../src/disclosure/chart-csv.js';
import { apiClient, clientWith, people } from '../support/api-client.js';
import { differenceOf, openWholeCaller, type WholeAnswer } from '../support/blind-calls.js';
import { makeAccount } from '../support/browser-client.js';
import { copyOfDatabase, createTestDatabase } from '../support/database.js';
import { concrete, endpointsOf, inParallel } from '../support/endpoints.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

const PASSWORD = 'een lang wachtwoord';

type Caller = (path: string, headers: Readonly<Record<string, string>>) => Promise<WholeAnswer>;

/** One of two installations that are the same but for who responded: people of the one arm, or of the other. */
interface World {
  readonly service: TestService;
  readonly call: Caller;
  readonly cookies: ReadonlyMap<Role, string>;
  readonly imports: Readonly<Record<string, string>>;
}

let folder: string;
let token: string;
let trialId: string;
let codes: string[];
let worlds: readonly [World, World];

const addressOf = (role: Role): string => `${role}@dienst-een.example`;

/** A trial that is drawn and collects, with somebody in each role, up to where the two part. */
async function begin(service: TestService): Promise<void> {
  const own = await apiClient(service, 'dienst-een');
  const trial = (await own.register(drawnProtocol())).headers['location'] ?? '';
  trialId = trial.replace('/v1/trials/', '');
  await own.sendCsv(`${trial}/recipient-files`, people(120));
  await own.call('post', `${trial}/allocations`).expect(201);
  service.clock.set('2026-03-03');
  await own.call('post', `${trial}/hand-overs`).send({}).expect(201);
  for (const role of roles)
    await makeAccount(service, {
      slug: 'dienst-een',
      email: addressOf(role),
      roles: [role],
      password: PASSWORD,
    });
  token = await service.app.get(TokensService).create('dienst-een', 'alles', scopes);
}

/** Who responded: of each region as many of the one arm here as of the other arm there. */
async function respond(service: TestService, arm: 0 | 1): Promise<World> {
  service.clock.set('2026-03-20');
  const { rows } = await service.database.pool.query<{ reference: string; letter_code: string; arm: number }>(
    `select reference, letter_code, arm from (
       select r.reference, a.letter_code, a.arm, row_number() over (partition by a.stratum, a.arm order by a.number) as place
       from recipients r join allocations a using (trial_id, number)
     ) p where place <= 12 order by place, reference`,
  );
  const own = clientWith(service, token);
  const answered = rows.filter((row) => row.arm === arm);
  const lines = answered.map(({ reference }, place) => `${reference},2026-03-${10 + (place % 6)}`);
  const path = `/v1/trials/${trialId}`;
  await own
    .sendCsv(`${path}/response-files`, ['kenmerk,datum', ...lines, 'X-1,2026-03-10', ''].join('\n'))
    .expect(201);
  const quiet = rows.filter((row) => row.arm !== arm);
  codes = [answered[0]?.letter_code ?? '', quiet[0]?.letter_code ?? ''].sort();
  const imported: { id: string; kind: string }[] = (await own.call('get', `${path}/imports`)).body;
  const cookies = new Map<Role, string>();
  for (const role of roles) {
    const account = await service.app.get(AccountsService).check(addressOf(role), PASSWORD);
    const { key } = await service.app.get(SessionsService).begin(account);
    cookies.set(role, `__Host-openbrief=${key}`);
  }
  return {
    service,
    call: await openWholeCaller(service),
    cookies,
    imports: Object.fromEntries(imported.map(({ id, kind }) => [kind, id])),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-blind-'));
  const environment = { OPENBRIEF_DATA: folder, OPENBRIEF_KEY: Buffer.alloc(32, 5).toString('base64') };
  const first = await createTestDatabase();
  const before = await startTestService('2026-02-10', { database: first, environment });
  await begin(before);
  await before.app.close();
  const second = await copyOfDatabase(first);
  worlds = [
    await respond(await startTestService('2026-03-20', { database: first, environment }), 0),
    await respond(await startTestService('2026-03-20', { database: second, environment }), 1),
  ];
}, 120_000);
afterAll(async () => {
  for (const { service } of worlds) await service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The addresses of an endpoint, with what is there in the place of its parameters. */
function addressesOf(path: string, { imports }: World): string[] {
  const known = path
    .replace('/v1/trials/:trialId', `/v1/trials/${trialId}`)
    .replace(':trial', 'klein')
    .replace(':organisation', 'dienst-een')
    .replace(':arm', 'nieuw')
    .replace(':year', '2026')
    .replace(':letter', 'oud');
  if (path.includes(':importId')) return Object.values(imports).map((id) => known.replace(':importId', id));
  if (path.includes(':code')) return codes.map((code) => known.replace(':code', code));
  if (path.includes('charts/:file'))
    return chartNames.flatMap((name) =>
      ['svg', 'csv'].map((format) => known.replace(':file', `${name}.${format}`)),
    );
  if (path.includes('steps/:step'))
    return ['close', 'stop', 'analyse'].map((step) => known.replace(':step', step));
  return [concrete(known)];
}

/** Everything that differs between the two, over all endpoints that give something, for everybody. */
async function differences(
  endpoints: readonly string[],
): Promise<{ readonly calls: number; readonly given: number; readonly found: readonly string[] }> {
  const [one, other] = worlds;
  const callers = (world: World): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
    ['anybody', { Accept: 'text/html' }],
    ...roles.map((role): [string, Record<string, string>] => [
      role,
      { Accept: 'text/html', Cookie: world.cookies.get(role) ?? '' },
    ]),
    ['token', { Authorization: `Bearer ${token}` }],
  ];
  const cells = endpoints.flatMap((path) => {
    const addresses = addressesOf(path, one).map((address, place) => [
      address,
      addressesOf(path, other)[place] ?? '',
    ]);
    const forApi = path.startsWith('/v1/');
    return addresses.flatMap(([here = '', there = '']) =>
      callers(one).flatMap(([who, headers], place) =>
        who === 'anybody' || (who === 'token') === forApi
          ? [{ who, here, there, headers, otherHeaders: callers(other)[place]?.[1] ?? {} }]
          : [],
      ),
    );
  });
  let given = 0;
  const found = await inParallel(cells, async ({ who, here, there, headers, otherHeaders }) => {
    const answers = [await one.call(here, headers), await other.call(there, otherHeaders)] as const;
    if (answers[0].status === 200) given += 1;
    const difference = differenceOf(...answers);
    return difference === undefined ? [] : [`${who}: ${here}: ${difference}`];
  });
  return { calls: cells.length, given, found: found.flat() };
}

/** Gives everybody a secret of their own by chance, and knows no trial. */
const OF_CHANCE = '/workbench/account/second-factor';

const everyGet = (): string[] =>
  endpointsOf(worlds[0].service)
    .filter(({ method, path }) => method === 'get' && path !== OF_CHANCE)
    .map(({ path }) => path);

test('the two differ in the arm that responded, and in nothing else', async () => {
  const byArm = await Promise.all(
    worlds.map(async ({ service }) => {
      const { rows } = await service.database.pool.query<{ arm: number; x: number }>(
        `select a.arm, count(*)::int as x from responses r join allocations a using (trial_id, number)
         group by a.arm order by a.arm`,
      );
      return rows;
    }),
  );
  expect(byArm).toEqual([[{ arm: 0, x: 24 }], [{ arm: 1, x: 24 }]]);
});

test('no endpoint tells anybody which arm it was', async () => {
  const { calls, given, found } = await differences(everyGet());
  expect(found).toEqual([]);
  expect(calls).toBeGreaterThan(400);
  expect(given).toBeGreaterThan(150);
}, 120_000);

test('a leak that is planted is found', async () => {
  for (const { service } of worlds) {
    const disclosures = service.app.get(DisclosureService, { strict: false });
    const honest = disclosures.flow.bind(disclosures);
    disclosures.flow = async (trial) => {
      const { rows } = await service.database.pool.query<{ x: number }>(
        `select count(*)::int as x from responses r join allocations a using (trial_id, number) where a.arm = 0`,
      );
      return { ...(await honest(trial)), unmatched: rows[0]?.x ?? 0 };
    };
  }
  const { found } = await differences(['/v1/trials/:trialId', '/workbench/trials/:trial']);
  expect(found.length).toBe(1 + roles.length);
});
