import type { Command } from 'commander';
import { z } from 'zod';
import { commandLine } from '../accounts/actor.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { FreezeRecipients } from '../allocation/freeze-recipients.js';
import { TakeLook } from '../analysis/take-look.js';
import { DomainError } from '../core/domain-error.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { EndTrial } from '../trials/end-trial.js';
import { findTrial, say, withApplication } from './command-tools.js';
import { waveOf } from './wave-commands.js';

/** Commands that take a registered trial a step further. */
export function addTrialCommands(program: Command): void {
  program
    .command('freeze')
    .argument('<trial>', 'organisation/trial')
    .description("Close the list of recipients before the beacon's pulse, and make its hash public.")
    .action((address: string) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const list = await open.app.get(FreezeRecipients).freeze(trial.id, commandLine);
        say(list);
      }),
    );

  program
    .command('pulse')
    .argument('<trial>', 'organisation/trial')
    .argument('[value]', 'as the beacon published it; fetched when left out')
    .option('--signature <value>', "drand's signature of the round, to check the value with")
    .description('Draw a trial with the pulse of its beacon, once that is out.')
    .action((address: string, value: string | undefined, { signature }: { signature?: string }) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const report = await open.app
          .get(AllocateTrial)
          .allocate(trial.id, commandLine, { ...(value !== undefined && { pulse: { value, signature } }) });
        say(report);
      }),
    );

  program
    .command('hand-over')
    .argument('<trial>', 'organisation/trial')
    .argument('<batch>', 'number of the batch')
    .requiredOption('--posted-on <day>', 'day of posting, yyyy-mm-dd')
    .option('--wave <number>', '1 is the first mailing, 2 the first reminder', '1')
    .description('Book that a batch went to the post; after the last one the trial collects responses.')
    .action((address: string, batch: string, { postedOn, wave }: { postedOn: string; wave: string }) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const number = /^[1-9]\d{0,8}$/.test(batch) ? Number(batch) : 0;
        const day = z.iso.date().safeParse(postedOn);
        if (!day.success)
          throw new DomainError('invalid', 'mailings:posted-on-impossible', { date: postedOn });
        await open.app
          .get(MailingsService)
          .handOverBatch(trial.id, number, day.data, commandLine, waveOf(wave));
      }),
    );

  program
    .command('look')
    .argument('<trial>', 'organisation/trial')
    .description(
      'Take the next interim look of the protocol; it tells whether the boundary was crossed, and no more.',
    )
    .action((address: string) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const look = await open.app.get(TakeLook).take(trial.id, commandLine);
        say(look);
      }),
    );

  program
    .command('stop')
    .argument('<trial>', 'organisation/trial')
    .requiredOption('--reason <text>', 'why; becomes public')
    .description('Stop a trial before its time; it is analysed and disclosed all the same.')
    .action((address: string, { reason }: { reason: string }) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        await open.app.get(EndTrial).stop(trial.id, reason, commandLine);
      }),
    );

  program
    .command('publish')
    .argument('<trial>', 'organisation/trial')
    .requiredOption('--approved-by <name>', 'somebody who is not an author of the protocol')
    .description('Publish the result of an analysed trial, whatever it is.')
    .action((address: string, { approvedBy }: { approvedBy: string }) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const { sha256 } = await open.app.get(DisclosureService).publish(trial.id, approvedBy, commandLine);
        process.stdout.write(`${open.configuration.publicUrl}/trials/${address} ${sha256}\n`);
      }),
    );
}
