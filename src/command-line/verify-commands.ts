import type { Command } from 'commander';
import { NotedHeads } from '../audit/noted-heads.js';
import { verifyTrail } from '../audit/verify-trail.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { Language } from '../platform/i18n/language.js';
import { runVerifyStatistics } from '../statistics-kit/run-verify-statistics.js';
import { runVerifyAllocation } from '../verification/run-verify-allocation.js';
import { say, withApplication } from './command-tools.js';
import { EXIT } from './report-error.js';

/** Commands that check what others can check as well. */
export function addVerifyCommands(program: Command, language: Language): void {
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
    .argument('<files...>', 'case files, as src/statistics-kit/README.md describes them')
    .description('Compare the statistics of this installation with reference cases.')
    .action(async (files: string[]) => {
      process.exitCode = await runVerifyStatistics(files, (line) => void process.stdout.write(`${line}\n`));
    });

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
        say(verdict);
        if (!verdict.whole) process.exitCode = EXIT.refused;
      }),
    );
}
