import type { Command } from 'commander';
import { z } from 'zod';
import { commandLine } from '../accounts/actor.js';
import { InvitationsService, readRoles } from '../accounts/invitations.service.js';
import { readScopes, TokensService } from '../accounts/tokens.service.js';
import { TakeLook } from '../analysis/take-look.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { FreezeRecipients } from '../allocation/freeze-recipients.js';
import { NotedHeads } from '../audit/noted-heads.js';
import { verifyTrail } from '../audit/verify-trail.js';
import { roles, scopes } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { EraseTrials } from '../erasure/erase-trials.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { runVerifyStatistics } from '../statistics-kit/run-verify-statistics.js';
import { runVerifyAllocation } from '../verification/run-verify-allocation.js';
import { EndTrial } from '../trials/end-trial.js';
import { TrialsService } from '../trials/trials.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { addLetterheadCommand, addSourceAgeCommand } from './letterhead-command.js';
import { openApplication, type OpenApplication } from './open-application.js';
import { powerCommand, type PowerCommandOptions } from './power-command.js';
import { proofsCommand } from './proofs-command.js';
import { EXIT } from './report-error.js';
import { addPersonCommand } from './person-command.js';
import { addKeyCommand } from './key-command.js';
import { addBackupCommands } from './backup-commands.js';
import { addWaveCommands, waveOf } from './wave-commands.js';
import { runCommand, type RunCommandOptions } from './run-command.js';

async function withApplication(use: (open: OpenApplication) => Promise<void>): Promise<void> {
  const open = await openApplication();
  try {
    await use(open);
  } finally {
    await open.close();
  }
}

async function findTrial({ app }: OpenApplication, address: string): Promise<TrialRecord> {
  const [organisation = '', trial = ''] = address.split('/');
  const found = await app.get(TrialsService).findByAddress(organisation, trial);
  if (found === undefined) throw new DomainError('not-found', 'trials:not-found');
  return found;
}

/** All commands of `npx openbrief`. */
export function addCommands(program: Command, translator: Translator, language: Language): void {
  program.description('Openbrief: letter trials, from question to public page.').showHelpAfterError();

  program
    .command('run')
    .argument('<folder>', 'folder with protocol.yaml, letters/, recipients.csv and responses.csv')
    .option(
      '--json',
      'progress as JSON lines on standard error, the report as JSON on standard output',
      false,
    )
    .option(
      '--posted <yyyy-mm-dd>',
      'day on which the letters go to the post, when it is not the planned one',
    )
    .option('--pulse <value>', "value of the beacon's pulse, where this machine has no internet")
    .option('--signature <value>', "drand's signature of the round, to check the value with")
    .description('Take a trial in a folder as far as it can go; start it again to go on.')
    .action((folder: string, options: RunCommandOptions) =>
      runCommand(folder, options, translator, language),
    );

  program
    .command('amend')
    .argument('<folder>', 'folder of a registered trial whose protocol.yaml has changed')
    .requiredOption('--reason <text>', 'why; becomes public')
    .option('--json', 'report as JSON', false)
    .description('Record a changed protocol as an amendment, and go on with the trial.')
    .action((folder: string, options: { reason: string; json: boolean }) =>
      runCommand(folder, options, translator, language),
    );

  program
    .command('freeze')
    .argument('<trial>', 'organisation/trial')
    .description("Close the list of recipients before the beacon's pulse, and make its hash public.")
    .action((address: string) =>
      withApplication(async (open) => {
        const trial = await findTrial(open, address);
        const list = await open.app.get(FreezeRecipients).freeze(trial.id, commandLine);
        process.stdout.write(`${JSON.stringify(list)}\n`);
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
        process.stdout.write(`${JSON.stringify(report)}\n`);
      }),
    );

  program
    .command('proofs')
    .argument('<folder>', 'folder with protocol.yaml and letters/')
    .option('--approved-by <name>', 'record that this person, who is not an author, approved them')
    .option('--json', 'report as JSON', false)
    .description('Write a proof of each letter to out/proofs, for a short, an ordinary and a long name.')
    .action((folder: string, options: { approvedBy?: string; json: boolean }) =>
      proofsCommand(folder, options, translator, language),
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

  addBackupCommands(program);
  addKeyCommand(program);
  addPersonCommand(program, { withApplication, findTrial });
  addWaveCommands(program, { withApplication, findTrial }, translator, language);

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
        process.stdout.write(`${JSON.stringify(look)}\n`);
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

  program
    .command('invite')
    .requiredOption('--organisation <slug>', 'the organisation that the person works for')
    .requiredOption('--email <address>', 'what the person signs in with')
    .requiredOption('--name <name>', 'name of the person')
    .requiredOption('--roles <roles>', `with commas between: ${roles.join(', ')}`)
    .description('Make or change an account, and print the link by which its owner chooses a password, once.')
    .action(({ roles: typed, ...person }: Record<'organisation' | 'email' | 'name' | 'roles', string>) =>
      withApplication(async ({ app, configuration }) => {
        const invitation = { ...person, roles: readRoles(typed) };
        const key = await app.get(InvitationsService).invite(invitation, commandLine);
        process.stdout.write(`${configuration.publicUrl}/workbench/welcome/${key}\n`);
      }),
    );

  program
    .command('token')
    .requiredOption('--organisation <slug>', 'the organisation that the system works for')
    .requiredOption('--name <name>', 'name of the system')
    .requiredOption('--scopes <scopes>', `what it may do, with commas between, or all: ${scopes.join(', ')}`)
    .description('Make a token for the API. It is shown once, and expires after a year.')
    .action(({ organisation, name, scopes }: { organisation: string; name: string; scopes: string }) =>
      withApplication(async ({ app }) => {
        const token = await app.get(TokensService).create(organisation, name, readScopes(scopes));
        process.stdout.write(`${token}\n`);
      }),
    );

  addLetterheadCommand(program);
  addSourceAgeCommand(program);

  program
    .command('worker')
    .description('Make letters for the service until stopped; start as many as there are machines.')
    .action(async () => {
      const { app, close } = await openApplication();
      await app.get(RenderJobs).work();
      process.stdout.write('worker: ready\n');
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
      await close();
    });

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

  program
    .command('verify-audit')
    .option('--head <sha256...>', 'heads that you noted from the footer of a page')
    .description(
      'Recompute the hash chain of the audit trail, and look for the heads that were published or noted.',
    )
    .action(({ head = [] }: { head?: string[] }) =>
      withApplication(async ({ app, configuration }) => {
        const seen = [...new NotedHeads(configuration.dataFolder).read(), ...head];
        const verdict = await app.get(UnitOfWork).onConnection(({ client }) => verifyTrail(client, seen));
        process.stdout.write(`${JSON.stringify(verdict)}\n`);
        if (!verdict.whole) process.exitCode = EXIT.refused;
      }),
    );

  program
    .command('power')
    .argument('<protocol>', 'folder with protocol.yaml, or the file itself')
    .option('--simulate <trials>', "also try so many trials, with the protocol's own draw and analysis")
    .option('--seed <text>', 'the same text gives the same simulated trials', '1')
    .option('--cluster-size <recipients>', 'of the simulated clusters, where those are drawn')
    .option('--json', 'the report as JSON, progress as JSON lines on standard error', false)
    .description("What a protocol's size can show: chance, size needed, smallest uplift found.")
    .action((protocol: string, options: PowerCommandOptions) =>
      powerCommand(protocol, options, translator, language),
    );

  program
    .command('verify-allocation')
    .argument('<pack>', 'verification pack of a closed trial')
    .description('Redo a draw from its public pack alone, and say whether it is the same.')
    .option('--certificate <file>', "NIST's certificate, to check the signature of its pulse with")
    .action(async (pack: string, proof: { certificate?: string }) => {
      process.exitCode = await runVerifyAllocation(
        pack,
        (line) => void process.stdout.write(`${line}\n`),
        language,
        proof,
      );
    });

  program
    .command('verify-statistics')
    .argument('<files...>', 'case files, as docs describe them')
    .description('Compare the statistics of this installation with reference cases.')
    .action(async (files: string[]) => {
      process.exitCode = await runVerifyStatistics(files, (line) => void process.stdout.write(`${line}\n`));
    });
}
