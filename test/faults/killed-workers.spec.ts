import { createHash } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import { chacha20Stream, type RandomStream } from '../../src/core/randomisation/random-stream.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { RenderJobs } from '../../src/mailings/render-jobs.js';
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
/** For two thousand letters; each costs the ten seconds that the queue waits for a worker that says nothing. */
const kills = Math.ceil(letters / 500);

let bench: FolderBench;
let trial: TrialRecord;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  bench = await openFolderBench('2026-03-02', IMPATIENT);
  trial = await plannedTrial(bench, [...syntheticRecipients(letters, 'killed')].join(''), LETTERS_A_BATCH);
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

const made = async (): Promise<number> => (await bench.app.get(MailingsService).progress(trial.id)).rendered;

/** A moment between a start of a browser and some batches later. */
const someTime = (chance: RandomStream): number => 300 + chance.below(3_000);

/** Kills a worker now and then, and starts another, until so many were killed; then waits for the last batch. */
async function killUntilMade(batches: number): Promise<number> {
  const chance = chacha20Stream(Uint8Array.from({ length: 32 }, () => seed));
  const alive = await Promise.all(Array.from({ length: WORKERS }, startWorker));
  let killed = 0;
  while ((await made()) < batches) {
    await wait(killed < kills ? someTime(chance) : 200);
    if (killed >= kills || (await made()) >= batches) continue;
    const place = chance.below(WORKERS);
    const victim = alive[place];
    if (victim === undefined) throw new Error('no worker');
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    killed += 1;
    alive[place] = await startWorker();
  }
  return killed;
}

test(
  `after kill -9 of workers each of ${letters} recipients has one page range in one batch (seed ${seed})`,
  async () => {
    const batches = Math.ceil(letters / LETTERS_A_BATCH);
    expect(await bench.app.get(RenderJobs).enqueue(trial.id)).toBe(batches);
    expect(await killUntilMade(batches)).toBe(kills);

    const { rows } = await bench.database.pool.query<{ recipients: number; letters: number; ranges: number }>(
      `select (select count(*)::int from allocations) as recipients,
              (select count(distinct number)::int from letters) as letters,
              (select count(*)::int from letters where first_page between 1 and last_page) as ranges`,
    );
    expect(rows).toEqual([{ recipients: letters, letters, ranges: letters }]);

    const codes: string[] = [];
    for (const { number } of await bench.app.get(MailingsService).batches(trial.id)) {
      const manifest = await bench.app.get(MailingsService).manifest(trial.id, number);
      const file = readFileSync(bench.app.get(FileStore).pathOf(manifest.pdf));
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
    expect(new Set(codes).size).toBe(letters);

    const acts = await bench.database.pool.query<{ batch: number }>(
      "select (detail->>'batch')::int as batch from audit_entries where action = 'render-batch'",
    );
    expect(acts.rows.map(({ batch }) => batch).sort((a, b) => a - b)).toEqual(
      Array.from({ length: batches }, (_, place) => place + 1),
    );
  },
  letters * 60 + 60_000,
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
