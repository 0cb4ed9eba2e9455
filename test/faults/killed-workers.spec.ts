import { createHash } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import { chacha20Stream, type RandomStream } from '../../src/core/randomisation/random-stream.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { PlanReminder } from '../../src/mailings/plan-reminder.js';
import { ProofsService } from '../../src/mailings/proofs.service.js';
import { RenderJobs } from '../../src/mailings/render-jobs.js';
import { WavesService } from '../../src/mailings/waves.service.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { readPages, textOf } from '../integration/rendering-letters.js';
import { plannedTrial } from '../support/mailing-trial.js';
import { IMPATIENT } from './impatient.js';
import { openFolderBench, type FolderBench } from '../support/trial-folder.js';

/** Longer by FAULT_LETTERS=20000, say; another order of kills by FAULT_SEED=2. */
const letters = Number(process.env['FAULT_LETTERS'] ?? 2_000);
const seed = Number(process.env['FAULT_SEED'] ?? 1);
const LETTERS_A_BATCH = 50;
const WORKERS = 2;
/**
 * For two thousand letters four; each costs the ten seconds that the queue waits for a worker that says nothing. One
 * falls while the wave waits, and one in the reminder.
 */
const kills = Math.max(3, Math.ceil(letters / 500));
/** One in so many has not responded by the day of the reminder. */
const ONE_REMINDED_IN = 10;

let bench: FolderBench;
let trial: TrialRecord;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  bench = await openFolderBench('2026-03-02', IMPATIENT);
  trial = await plannedTrial(
    bench,
    [...syntheticRecipients(letters, 'killed')].join(''),
    LETTERS_A_BATCH,
    'reminders: [{ afterDays: 14 }]\n',
  );
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await bench.close();
});

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, 'keep-worker.ts'), [bench.database.url, bench.dataFolder], {
    execArgv: ['--import', join(dirname(import.meta.dirname), 'support', 'typescript-in-child.mjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // By this name its browsers are told from those of others.
    env: { ...process.env, FAULT_RUN: bench.dataFolder },
  });
  workers.push(worker);
  await once(worker, 'message');
  return worker;
}

const made = async (wave: number): Promise<number> =>
  (await bench.app.get(MailingsService).progress(trial.id, wave)).rendered;

/** A moment between a start of a browser and some batches later. */
const someTime = (chance: RandomStream): number => 300 + chance.below(3_000);

const chance = chacha20Stream(Uint8Array.from({ length: 32 }, () => seed));
let alive: ChildProcess[] = [];
let killed = 0;

async function killOne(): Promise<void> {
  const place = chance.below(WORKERS);
  const victim = alive[place];
  if (victim === undefined) throw new Error('no worker');
  const gone = once(victim, 'exit');
  victim.kill('SIGKILL');
  await gone;
  killed += 1;
  alive[place] = await startWorker();
}

/** Kills a worker now and then, and starts another, until so many were killed; then waits until so many are made. */
async function killUntil(wave: number, batches: number, kill: number): Promise<void> {
  let left = kill;
  while ((await made(wave)) < batches) {
    await wait(left > 0 ? someTime(chance) : 200);
    if (left === 0 || (await made(wave)) >= batches) continue;
    await killOne();
    left -= 1;
  }
}

/** How many batches are made once nothing more is; a batch takes less than these seconds. */
async function atRest(wave: number): Promise<number> {
  for (let before = -1; ;) {
    const now = await made(wave);
    if (now === before) return now;
    before = now;
    await wait(4_000);
  }
}

/** Everybody has one page range in one batch of the wave, and what stands on their pages is theirs. */
async function expectWhole(wave: number, recipients: number): Promise<void> {
  const { rows } = await bench.database.pool.query<{ letters: number; ranges: number; withheld: number }>(
    `select count(distinct l.number)::int as letters,
            count(*) filter (where l.first_page between 1 and l.last_page)::int as ranges,
            (select count(*)::int from withheld_letters h where h.wave_id = w.id) as withheld
     from waves w join letters l on l.wave_id = w.id where w.number = $1 group by w.id`,
    [wave],
  );
  expect(rows).toEqual([{ letters: recipients, ranges: recipients, withheld: 0 }]);
  const codes: string[] = [];
  for (const batch of await bench.app.get(MailingsService).batches(trial.id)) {
    if (batch.wave !== wave) continue;
    const manifest = await bench.app.get(MailingsService).manifest(trial.id, batch.number, wave);
    const file = await buffer(await bench.app.get(FileStore).read(manifest.pdf));
    expect(createHash('sha256').update(file).digest('hex')).toBe(manifest.pdfSha256);
    const pages = (await readPages(new Uint8Array(file))).map(textOf);
    expect(pages).toHaveLength(manifest.pages);
    let page = 0;
    for (const { letterCode, firstPage, lastPage } of manifest.lines) {
      // The ranges tile the document, and what stands on their pages is this letter.
      expect(firstPage).toBe(page + 1);
      page = lastPage;
      const own = pages.slice(firstPage - 1, lastPage);
      expect(own.every((text) => text.includes(formatLetterCode(letterCode)))).toBe(true);
      codes.push(letterCode);
    }
    expect(page).toBe(manifest.pages);
  }
  expect(new Set(codes).size).toBe(recipients);
}

/** Hands the first wave over, takes in nine responses of ten, and turns the calendar to the reminder's day. */
async function respondUntilReminder(): Promise<number> {
  await bench.app.get(MailingsService).handOver(trial.id, '2026-03-09', commandLine);
  bench.clock.set('2026-03-23');
  const answered = await bench.database.pool.query(
    `insert into responses (trial_id, number, kind, responded_on, received_at)
     select trial_id, number, 'response', '2026-03-12', now() from allocations where number % $1 <> 0`,
    [ONE_REMINDED_IN],
  );
  await bench.app.get(ProofsService).approveByProtocol(trial, commandLine, 2);
  return letters - (answered.rowCount ?? 0);
}

test(
  `after kill -9 of workers, a pause and a reminder, each of ${letters} recipients has one page range in one batch of each wave (seed ${seed})`,
  async () => {
    const batches = Math.ceil(letters / LETTERS_A_BATCH);
    const waves = bench.app.get(WavesService);
    alive = await Promise.all(Array.from({ length: WORKERS }, startWorker));
    expect(await bench.app.get(RenderJobs).enqueue(trial.id)).toBe(batches);
    // Whatever the speed of the machine, one dies before the first wave is far.
    await wait(someTime(chance));
    await killOne();
    await killUntil(1, batches / 4, 0);

    await waves.pause(trial.id, 1, commandLine);
    await killOne();
    const resting = await atRest(1);
    expect(resting).toBeLessThan(batches);
    await waves.resume(trial.id, 1, commandLine);
    await killUntil(1, batches, kills - 3);
    await expectWhole(1, letters);

    const reminded = await respondUntilReminder();
    const reminder = await bench.app.get(PlanReminder).plan(trial.id, commandLine, LETTERS_A_BATCH);
    expect(reminder).toEqual({ wave: 2, letters: reminded });
    await bench.app.get(RenderJobs).enqueue(trial.id);
    await killUntil(2, Math.ceil(reminded / LETTERS_A_BATCH), 1);
    await expectWhole(2, reminded);

    expect(killed).toBeGreaterThanOrEqual(2);
    // Nothing was booked twice.
    const acts = await bench.database.pool.query<{ batch: string }>(
      "select concat(detail->>'wave', '/', detail->>'batch') as batch from audit_entries where action = 'render-batch'",
    );
    expect(acts.rows).toHaveLength(batches + Math.ceil(reminded / LETTERS_A_BATCH));
    expect(new Set(acts.rows.map(({ batch }) => batch)).size).toBe(acts.rows.length);
  },
  letters * 60 + 240_000,
);

test.runIf(existsSync('/proc/self/cmdline'))(
  'a worker that was killed takes its browser with it (needs /proc)',
  async () => {
    const killed = workers.filter(({ signalCode }) => signalCode === 'SIGKILL');
    const deadline = Date.now() + 5_000;
    const orphans = (): string[] =>
      readdirSync('/proc').filter((pid) => {
        try {
          const parent = /\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
          const isBrowser = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--remote-debugging-pipe');
          const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
          return isBrowser && parent === '1' && environment.includes(`FAULT_RUN=${bench.dataFolder}\0`);
        } catch {
          return false;
        }
      });
    expect(killed.length).toBeGreaterThan(0);
    while (orphans().length > 0 && Date.now() < deadline) await wait(100);
    expect(orphans()).toEqual([]);
  },
);
