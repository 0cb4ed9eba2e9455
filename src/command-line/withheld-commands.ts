import { Option, type Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { ResumeLetters } from '../mailings/resume-letters.js';
import { StopLetters } from '../mailings/stop-letters.js';
import { bookedStops, stopReasons, type BookedStop, type StopReason } from '../mailings/withheld.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { OptOutsService } from '../recipients/opt-outs.service.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { TakeUndeliverables } from '../responses/take-undeliverables.js';
import { findTrial, say, withApplication } from './command-tools.js';
import { givenFile } from './given-file.js';
import { undeliverableLines } from './import-lines.js';

/** Commands about who gets no letter: deaths, moves, objections, opt-outs, and letters that came back. */
export function addWithheldCommands(program: Command, translator: Translator, language: Language): void {
  program
    .command('stop-letters')
    .argument('<trial>', 'organisation/trial')
    .option('--letter-code <code>', 'as it stands on the letter')
    .option('--reference <text>', 'your own reference')
    .addOption(new Option('--reason <reason>', 'why').choices(stopReasons).makeOptionMandatory())
    .description('Book a death, a move or an objection: no letter that is not made yet goes to them.')
    .action(
      (
        address: string,
        { reason, ...search }: { reason: StopReason; letterCode?: string; reference?: string },
      ) =>
        withApplication(async (open) => {
          const { id } = await findTrial(open, address);
          say(await open.app.get(StopLetters).stop(id, search, reason, commandLine));
        }),
    );

  program
    .command('resume-letters')
    .argument('<trial>', 'organisation/trial')
    .option('--letter-code <code>', 'as it stands on the letter')
    .option('--reference <text>', 'your own reference')
    .addOption(
      new Option('--booked <reason>', 'what was booked by mistake')
        .choices(bookedStops)
        .makeOptionMandatory(),
    )
    .requiredOption('--why <text>', 'why it was a mistake, in words that name nobody')
    .description(
      'Take a death or a move back that was booked by mistake; the reason is kept in the audit trail.',
    )
    .action(
      (
        address: string,
        {
          booked,
          why,
          ...search
        }: { booked: BookedStop; why: string; letterCode?: string; reference?: string },
      ) =>
        withApplication(async (open) => {
          const { id } = await findTrial(open, address);
          say(await open.app.get(ResumeLetters).resume(id, search, booked, why, commandLine));
        }),
    );

  program
    .command('undeliverables')
    .argument('<trial>', 'organisation/trial')
    .argument('<file>', 'letters that came back: letter code or reference, day, and wave where it is known')
    .option('--json', 'what became of it as JSON', false)
    .description('Take in a file of letters that came back.')
    .action((address: string, file: string, { json }: { json: boolean }) =>
      withApplication(async (open) => {
        const { id: trialId } = await findTrial(open, address);
        const request = { trialId, path: givenFile(file), fileName: file, actor: commandLine };
        const taken = await open.app.get(TakeUndeliverables).take(request);
        if (json) say(taken);
        else process.stdout.write(`${undeliverableLines(taken, translator, language).join('\n')}\n`);
      }),
    );

  program
    .command('opt-out')
    .argument('<organisation>', 'slug of the organisation')
    .argument('<reference>', 'its own reference of somebody who wants no letters of trials')
    .option('--withdraw', 'they want letters again', false)
    .description('Put somebody in the list of who wants no letters of trials; it is kept as a hash.')
    .action((slug: string, reference: string, { withdraw }: { withdraw: boolean }) =>
      withApplication(async ({ app }) => {
        const organisation = await app.get(OrganisationsService).findBySlug(slug);
        if (organisation === undefined) throw new DomainError('not-found', 'trials:organisation-not-found');
        const entry = { kind: 'reference', reference } as const;
        const optOuts = app.get(OptOutsService);
        const changed = withdraw
          ? await optOuts.withdraw(organisation.id, entry, commandLine)
          : await optOuts.add(organisation.id, entry, commandLine);
        say({ changed });
      }),
    );
}
