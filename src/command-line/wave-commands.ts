import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { PlanReminder } from '../mailings/plan-reminder.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { ResumeLetters } from '../mailings/resume-letters.js';
import { StopLetters } from '../mailings/stop-letters.js';
import { WavesService, type WaveRecord } from '../mailings/waves.service.js';
import { bookedStops, stopReasons, type BookedStop, type StopReason } from '../mailings/withheld.js';
import { createFormatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { TakeUndeliverables } from '../responses/take-undeliverables.js';
import { OptOutsService } from '../recipients/opt-outs.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { OpenApplication } from './open-application.js';

/** What commands have in common: an open application, and a trial found by its address. */
export interface CommandTools {
  withApplication(use: (open: OpenApplication) => Promise<void>): Promise<void>;
  findTrial(open: OpenApplication, address: string): Promise<TrialRecord>;
}

/** Often enough to see it move, seldom enough to cost nothing. */
const MILLISECONDS_A_LOOK = 2_000;

const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

export const waveOf = (written: string): number => (/^[1-9]\d?$/.test(written) ? Number(written) : 0);

/** Commands about waves and about who gets no letter. */
export function addWaveCommands(
  program: Command,
  { withApplication, findTrial }: CommandTools,
  translator: Translator,
  language: Language,
): void {
  program
    .command('progress')
    .argument('<trial>', 'organisation/trial')
    .option('--follow', 'until nothing is to be made any more', false)
    .option('--json', 'as JSON', false)
    .description('How far the waves are: done, to go, letters a second, and when it ends.')
    .action((address: string, options: { follow: boolean; json: boolean }) =>
      withApplication(async (open) => {
        const { id } = await findTrial(open, address);
        for (;;) {
          const waves = await open.app.get(WavesService).list(id);
          if (options.json) say(waves);
          else if (waves.length === 0)
            process.stdout.write(`${translator.translate(language, 'waves:none')}\n`);
          else for (const wave of waves) process.stdout.write(`${waveLine(wave, translator, language)}\n`);
          const isGoing = waves.some(({ lettersToGo, paused }) => lettersToGo > 0 && paused === null);
          if (!options.follow || !isGoing) return;
          await wait(MILLISECONDS_A_LOOK);
        }
      }),
    );

  for (const name of ['pause', 'resume'] as const) {
    program
      .command(name)
      .argument('<trial>', 'organisation/trial')
      .argument('[wave]', '1 is the first mailing, 2 the first reminder', '1')
      .description(
        name === 'pause'
          ? 'Let a wave wait: no worker begins another batch of it.'
          : 'Let a wave go on that was paused.',
      )
      .action((address: string, wave: string) =>
        withApplication(async (open) => {
          const { id } = await findTrial(open, address);
          const changed = await open.app.get(WavesService)[name](id, waveOf(wave), commandLine);
          process.stdout.write(`${waveLine(changed, translator, language)}\n`);
        }),
      );
  }

  program
    .command('remind')
    .argument('<trial>', 'organisation/trial')
    .description('Plan the reminder that is due, for workers to make; its proofs have to be approved.')
    .action((address: string) =>
      withApplication(async (open) => {
        const { id } = await findTrial(open, address);
        const planned = await open.app.get(PlanReminder).plan(id, commandLine);
        say({ ...planned, queued: await open.app.get(RenderJobs).enqueue(id) });
      }),
    );

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
    .description('Take in a file of letters that came back.')
    .action((address: string, file: string) =>
      withApplication(async (open) => {
        const { id: trialId } = await findTrial(open, address);
        const request = { trialId, path: resolve(file), fileName: file, actor: commandLine };
        say(await open.app.get(TakeUndeliverables).take(request));
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

/** One wave on one line, in the reader's language. */
function waveLine(wave: WaveRecord, translator: Translator, language: Language): string {
  const format = createFormatter(language);
  const withheld = Object.values(wave.withheld).reduce((sum, n) => sum + n, 0);
  const state =
    wave.lettersToGo === 0
      ? 'done'
      : wave.paused !== null
        ? 'paused'
        : wave.expectedEnd === null
          ? 'going'
          : 'ends';
  return [
    translator.translate(language, 'mailings:progress.line', {
      wave: wave.number,
      done: format.number(wave.lettersRendered),
      letters: format.number(wave.letters),
      toGo: format.number(wave.lettersToGo),
      withheld: format.number(withheld),
    }),
    ...(wave.lettersASecond === null
      ? []
      : [
          translator.translate(language, 'mailings:progress.speed', {
            speed: format.number(wave.lettersASecond),
          }),
        ]),
    translator.translate(language, `mailings:progress.${state}`, {
      ...(wave.expectedEnd !== null && { at: format.moment(wave.expectedEnd) }),
      ...(wave.paused !== null && { by: wave.paused.by }),
    }),
  ].join(' · ');
}
