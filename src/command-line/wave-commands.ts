import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { commandLine } from '../accounts/actor.js';
import { PlanReminder } from '../mailings/plan-reminder.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { WavesService, type WaveRecord } from '../mailings/waves.service.js';
import { createFormatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { findTrial, say, withApplication } from './command-tools.js';

/** Often enough to see it move, seldom enough to cost nothing. */
const MILLISECONDS_A_LOOK = 2_000;

/** The number of a wave as it is typed; 0, which no wave has, for what is none. */
export const waveOf = (written: string): number => (/^[1-9]\d?$/.test(written) ? Number(written) : 0);

/** Commands that follow waves, and let them wait or go on. */
export function addWaveCommands(program: Command, translator: Translator, language: Language): void {
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
