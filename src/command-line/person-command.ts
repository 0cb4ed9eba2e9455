import type { Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { PersonFiles } from '../person-files/person-files.service.js';
import { findTrial, withApplication } from './command-tools.js';

/** One person's data at the terminal: to be seen, and to be erased. */
export function addPersonCommand(program: Command): void {
  program
    .command('person')
    .argument('<trial>', 'organisation/trial')
    .option('--code <code>', 'letter code')
    .option('--reference <reference>', "the agency's own reference")
    .option('--erase', 'erase their data instead of showing it', false)
    .description('All that a trial keeps of one person, as JSON; or erase it.')
    .action(
      (address: string, { code, reference, erase }: { code?: string; reference?: string; erase: boolean }) =>
        withApplication(async (open) => {
          const trial = await findTrial(open, address);
          const persons = open.app.get(PersonFiles);
          const search = { letterCode: code, reference };
          const told = erase
            ? await persons.erase(trial, search, commandLine)
            : await persons.open(trial, search, commandLine);
          process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
        }),
    );
}
