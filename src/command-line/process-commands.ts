import type { Command } from 'commander';
import { EraseTrials } from '../erasure/erase-trials.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { withApplication } from './command-tools.js';

/** What the service does by itself too: making letters, and erasing on the promised day. */
export function addProcessCommands(program: Command): void {
  program
    .command('worker')
    .description('Make letters for the service until stopped; start as many as there are machines.')
    .action(() =>
      withApplication(async ({ app }) => {
        await app.get(RenderJobs).work();
        process.stdout.write('worker: ready\n');
        await new Promise<void>((resolve) => {
          process.once('SIGINT', resolve);
          process.once('SIGTERM', resolve);
        });
      }),
    );

  program
    .command('erase')
    .description('Erase personal data whose promised day has come; the service does so every night.')
    .action(() =>
      withApplication(async ({ app }) => {
        for (const { trialId, recipients } of await app.get(EraseTrials).eraseDue()) {
          process.stdout.write(`${trialId} ${recipients}\n`);
        }
      }),
    );
}
