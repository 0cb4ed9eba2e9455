import { existsSync, mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyTrail } from '../../src/audit/verify-trail.js';
import { chacha20Stream } from '../../src/core/randomisation/random-stream.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { isAlive, readPostmaster } from '../../src/platform/embedded-postgres/postmaster-file.js';
import { verifyPack } from '../../src/verification/verify-pack.js';
import { asYaml, drawnProtocol } from '../support/sample-trial.js';
import { RunningService, type Answer } from './running-service.js';

/** Another order of kills by FAULT_SEED=2; `npm run faults` goes through many. */
const seed = Number(process.env['FAULT_SEED'] ?? 1);
const people = Number(process.env['FAULT_PEOPLE'] ?? 240);
const LETTERS_A_BATCH = 20;
/** Responses delivered in one call. */
const A_CALL = 40;
/** How long the queue may take to find that a worker is dead, and the machine to be slow. */
const PATIENCE_MS = 120_000;
/** A kill falls somewhere in here after its call was sent: most of them in the middle of it. */
const LATEST_KILL_MS = 350;

const chance = chacha20Stream(Uint8Array.from({ length: 32 }, () => seed));
const victims = ['server', 'postmaster', 'session'] as const;

let folder = '';
let dataFolder = '';
let service: RunningService;
let pool: Pool;
/** Somebody who sends everything, somebody who proposes, and somebody else who publishes. */
let system = '';
let analyst = '';
let reviewer = '';
const kills: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openbrief-killed-'));
  chmodSync(folder, 0o755);
  dataFolder = join(folder, 'data');
  service = new RunningService(dataFolder, '2026-02-10');
  await connect();
  await service.start();
  system = await service.token('dienst-een', 'systeem', 'administrator');
  analyst = await service.token('dienst-een', 'analist', 'analyst');
  reviewer = await service.token('dienst-een', 'beoordelaar', 'reviewer');
}, PATIENCE_MS);

afterAll(async () => {
  await service.kill();
  await pool.end();
  killPostmaster('SIGQUIT');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Starts PostgreSQL where it is not running; what a start of the service would do as well. */
async function connect(): Promise<void> {
  const { url } = await startEmbeddedPostgres({ dataFolder });
  pool = new Pool({ connectionString: url });
  pool.on('error', () => undefined);
}

function killPostmaster(signal: NodeJS.Signals): number | undefined {
  const running = readPostmaster(join(dataFolder, 'postgres'));
  if (running === undefined || !isAlive(running.pid)) return undefined;
  process.kill(running.pid, signal);
  return running.pid;
}

async function gone(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 20) await wait(20);
}

/** Kills one of them with -9, and starts again what does not come back by itself. */
async function kill(victim: (typeof victims)[number]): Promise<void> {
  kills.push(victim);
  if (victim === 'session') {
    // One process of PostgreSQL: the server throws all the others out, recovers, and goes on, and so must the service.
    const { rows } = await pool
      .query<{ pid: number }>(
        `select pid from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
         order by state = 'active' desc, query_start desc limit 1`,
      )
      .catch(() => ({ rows: [] }));
    for (const { pid } of rows) process.kill(pid, 'SIGKILL');
    return;
  }
  if (victim === 'postmaster') {
    const pid = killPostmaster('SIGKILL');
    if (pid !== undefined) await gone(pid);
    await pool.end();
    await service.kill();
    await connect();
  } else {
    await service.kill();
  }
  await service.start();
}

/** Sends a call again and again, as people and systems do, until it is done; a kill falls in the first of them. */
async function insist(
  send: () => Promise<Answer>,
  done: (answer: Answer) => boolean,
  { isKilled = true } = {},
): Promise<Answer> {
  let first: Promise<Answer> | undefined = send();
  if (isKilled) {
    await wait(chance.below(LATEST_KILL_MS));
    await kill(victims[(kills.length + seed) % victims.length] ?? 'server');
  }
  for (const end = Date.now() + PATIENCE_MS; ; await wait(200)) {
    const answer: Answer = await (first ?? send());
    first = undefined;
    if (done(answer)) return answer;
    if (Date.now() > end) throw new Error(`not done: ${answer.status} ${answer.body.slice(0, 500)}`);
  }
}

const made = ({ status }: Answer): boolean => status >= 200 && status < 300;
/** Done now, or the time before, whose answer was lost. */
const madeOrThere = (answer: Answer): boolean => made(answer) || answer.status === 409;

const one = async <T extends object>(sql: string): Promise<T> => {
  const { rows } = await pool.query<T>(sql);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows`);
  return row;
};

const protocol = drawnProtocol({
  letter: { subject: 'Uw formulier', base: 'Wij wachten op uw formulier.\n\n{{slot "kern"}}' },
  elements: [
    {
      id: 'eenvoudig',
      name: 'Eenvoudig',
      technique: 'simplification',
      slot: 'kern',
      text: 'Stuur het vandaag terug.',
    },
  ],
});

const file = [
  'kenmerk,regio,achternaam,straat,huisnummer,postcode,plaats',
  ...Array.from(
    { length: people },
    (_, index) => `Z-${index},${index % 2 ? 'noord' : 'zuid'},De Vries,Kade,${index + 1},1234 AB,Utrecht`,
  ),
  // Two lines that are refused, whatever happens.
  'Z-0,noord,De Vries,Kade,1,1234 AB,Utrecht',
  'Z-x,noord,De Vries,Kade,1,geen,Utrecht',
  '',
].join('\n');

const responders = Array.from({ length: people }, (_, index) => index).filter((index) => index % 3 === 0);

test.runIf(existsSync('/proc/self/status'))(
  `a trial comes through kills at every step, and nothing is lost or done twice (seed ${seed}; needs /proc)`,
  async () => {
    await insist(
      () => service.call(system, 'POST', '/trials', { type: 'application/yaml', body: asYaml(protocol) }),
      madeOrThere,
    );
    const { id } = await one<{ id: string }>('select id from trials');
    const trial = `/trials/${id}`;
    const post =
      (path: string, body?: unknown, token = system) =>
      () =>
        service.call(token, 'POST', `${trial}${path}`, { body });

    await insist(
      () => service.call(system, 'POST', `${trial}/recipient-files`, { type: 'text/csv', body: file }),
      made,
    );
    await insist(post('/allocations'), madeOrThere);

    const proofs = await insist(() => service.call(system, 'GET', `${trial}/proofs`), made, {
      isKilled: false,
    });
    const seen: { arm: string; sha256: string }[] = JSON.parse(proofs.body);
    await insist(
      post('/proof-approvals', {
        approvedBy: 'R. Beoordelaar',
        proofs: seen.map(({ arm, sha256 }) => ({ arm, sha256 })),
      }),
      madeOrThere,
    );
    await insist(post('/waves', { lettersABatch: LETTERS_A_BATCH }), made);
    await printed(id);
    await service.turnCalendar('2026-03-02');
    await insist(post('/hand-overs', { postedOn: '2026-03-02' }), madeOrThere);

    await service.turnCalendar('2026-03-16');
    for (let from = 0; from < responders.length; from += A_CALL) {
      const responses = responders
        .slice(from, from + A_CALL)
        .map((index) => ({ reference: `Z-${index}`, respondedOn: '2026-03-12' }));
      await insist(post('/responses', responses), made);
    }
    await service.turnCalendar('2026-04-06');
    await insist(post('/closings'), madeOrThere);
    await insist(post('/analyses'), madeOrThere);
    await insist(post('/disclosure-proposals', {}, analyst), madeOrThere);
    const proposal = await insist(
      () => service.call(reviewer, 'GET', `${trial}/disclosure-proposals`),
      (answer) => made(answer),
      { isKilled: false },
    );
    const { sha256 }: { sha256: string } = JSON.parse(proposal.body);
    await insist(post('/disclosures', { sha256 }, reviewer), madeOrThere);

    await recovered();
    await expectWhole();
    for (const victim of victims) expect(kills).toContain(victim);
  },
  20 * PATIENCE_MS,
);

/** Waits until all is printed, while the browser, the service and the database are killed under it. */
async function printed(id: string): Promise<void> {
  const batches = Math.ceil(people / LETTERS_A_BATCH);
  const done = async (): Promise<number> => {
    const answer = await service.call(system, 'GET', `/trials/${id}/batches`);
    if (!made(answer)) return 0;
    const listed: { state: string }[] = JSON.parse(answer.body);
    return listed.filter(({ state }) => state !== 'planned').length;
  };
  let browserKills = 0;
  for (const end = Date.now() + PATIENCE_MS; (await done()) < batches; await wait(100)) {
    if (browserKills < 2 && service.killBrowser()) {
      browserKills += 1;
      kills.push('browser');
      if (browserKills === 2) await kill('server');
    }
    if (Date.now() > end) throw new Error('not all is printed');
  }
}

/**
 * After the last kill the server may still be recovering; and where a session was killed, it ends all others a moment
 * later, so one answer is not enough.
 */
async function recovered(): Promise<void> {
  let answers = 0;
  for (const end = Date.now() + PATIENCE_MS; answers < 20 && Date.now() < end; await wait(100)) {
    const isBack = await pool.query('select 1').then(
      () => true,
      () => false,
    );
    answers = isBack ? answers + 1 : 0;
  }
}

/** The rules of the product that can be broken by half a deed. */
async function expectWhole(): Promise<void> {
  expect(
    await one(`select lines, accepted, refused, (select count(*)::int from recipients) as recipients,
                 (select count(*)::int from import_refusals) as kept
               from imports where kind = 'recipients'`),
  ).toEqual({ lines: people + 2, accepted: people, refused: 2, recipients: people, kept: 2 });
  expect(
    await one(`select count(*)::int as allocated, count(distinct letter_code)::int as codes,
                      count(distinct number)::int as numbers from allocations`),
  ).toEqual({ allocated: people, codes: people, numbers: people });
  expect(
    await one(`select count(distinct number)::int as letters, count(*)::int as ranges,
                 count(*) filter (where first_page between 1 and last_page)::int as good from letters`),
  ).toEqual({ letters: people, ranges: people, good: people });
  expect(
    await one('select count(*)::int as responses, count(distinct number)::int as people from responses'),
  ).toEqual({ responses: responders.length, people: responders.length });
  expect(
    await one(`select (select count(*)::int from analyses where kind = 'registered') as analyses,
                      (select count(*)::int from disclosures) as disclosures`),
  ).toEqual({ analyses: 1, disclosures: 1 });
  const { rows } = await pool.query<{ action: string; n: number }>(
    `select action, count(*)::int as n from audit_entries
     where action in ('register', 'import-recipients', 'allocate', 'start-mailing', 'close', 'analyse', 'disclose')
     group by action order by action`,
  );
  expect(rows.every(({ n }) => n === 1)).toBe(true);
  expect(rows.map(({ action }) => action)).toContain('allocate');
  const client = await pool.connect();
  expect(await verifyTrail(client)).toMatchObject({ whole: true });
  client.release();
  // Anybody can redo the draw from what is public.
  const pack = await service.page('/trials/dienst-een/klein/verification-pack.jsonl.gz');
  const verdict = await verifyPack(gunzipSync(pack).toString('utf8').split('\n').filter(Boolean));
  expect(verdict).toMatchObject({ kind: 'match', recipients: people });
}
