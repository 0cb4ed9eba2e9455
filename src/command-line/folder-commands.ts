import type { Command } from 'commander';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { powerCommand, type PowerCommandOptions } from './power-command.js';
import { proofsCommand } from './proofs-command.js';
import { runCommand, type RunCommandOptions } from './run-command.js';

/** Commands that work from a folder with a protocol. */
export function addFolderCommands(program: Command, translator: Translator, language: Language): void {
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
    .command('proofs')
    .argument('<folder>', 'folder with protocol.yaml and letters/')
    .option('--approved-by <name>', 'record that this person, who is not an author, approved them')
    .option('--json', 'report as JSON', false)
    .description('Write a proof of each letter to out/proofs, for a short, an ordinary and a long name.')
    .action((folder: string, options: { approvedBy?: string; json: boolean }) =>
      proofsCommand(folder, options, translator, language),
    );
}
