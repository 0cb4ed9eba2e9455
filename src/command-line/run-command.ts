import { resolve } from 'node:path';
import { toldWithoutFont } from '../intake/told-without-font.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { SHOWN_REFUSALS } from '../intake/import-summary.js';
import { createFormatter, type Formatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { RunTrialFolder, type RunReport } from '../trial-folder/run-trial-folder.js';
import { JsonProgress, TerminalProgress } from '../trial-folder/terminal-progress.js';
import { refusalLines } from './import-lines.js';
import { openApplication } from './open-application.js';

export interface RunCommandOptions {
  readonly json: boolean;
  readonly reason?: string;
  /** Value of the beacon's pulse, and drand's signature with it. */
  readonly pulse?: string;
  readonly signature?: string;
  /** yyyy-mm-dd on which the letters go to the post. */
  readonly posted?: string;
}

/** `openbrief run FOLDER` and `openbrief amend FOLDER --reason …`. */
export async function runCommand(
  folder: string,
  options: RunCommandOptions,
  translator: Translator,
  language: Language,
): Promise<void> {
  const { app, close } = await openApplication();
  try {
    const say = (key: string): string => translator.translate(language, `folder:steps.${key}`);
    const progress = options.json
      ? new JsonProgress(process.stderr)
      : new TerminalProgress(process.stdout, () => performance.now(), say);
    const report = await app.get(RunTrialFolder).run(resolve(folder), {
      progress,
      ...(options.posted !== undefined && { postedOn: options.posted }),
      ...(options.reason !== undefined && { amendmentReason: options.reason }),
      ...(options.pulse !== undefined && {
        pulse: { value: options.pulse, signature: options.signature },
      }),
    });
    process.stdout.write(
      options.json
        ? `${JSON.stringify(report)}\n`
        : `${reportLines(report, translator, language).join('\n')}\n`,
    );
  } finally {
    await close();
  }
}

function reportLines(report: RunReport, translator: Translator, language: Language): string[] {
  const say = (key: string, params = {}): string => translator.translate(language, key, params);
  const format = createFormatter(language);
  const lines = report.imports.flatMap((summary) => [
    ...refusalLines(summary, say),
    ...moreRefused(summary, say),
    ...sharedAddressLines(summary, say, format),
    ...(summary.withoutFont === null
      ? []
      : [`${summary.fileName}: ${say('recipients:without-font', toldWithoutFont(summary.withoutFont))}`]),
  ]);
  if (report.warnings.length > 0) {
    lines.push('', `${say('letters:warnings', { count: report.warnings.length })}:`);
    lines.push(...report.warnings.map(({ text }) => `  - ${text[language]}`));
  }
  if (report.posted !== null) {
    const { on, asPlanned } = report.posted;
    lines.push('', say(asPlanned ? 'folder:posted-as-planned' : 'folder:posted', { date: format.date(on) }));
  }
  lines.push('');
  if (report.files.length > 0) lines.push(...report.files.map((file) => `  ${file}`).slice(0, 40));
  lines.push(
    report.waitsFor === null
      ? say('folder:done', { state: say(`register:state.${report.state}`) })
      : say(`folder:waits.${report.waitsFor}`, {
          date: format.date(report.waitsFor === 'reminder' ? (report.reminderOn ?? '') : report.closeOn),
          wave: report.wave,
          ...(report.pulse !== null && {
            ...report.pulse,
            beacon: say(`register:draw.beacon-${report.pulse.beacon}`),
            at: format.moment(report.pulse.at),
          }),
        }),
  );
  return lines;
}

/** Who shares an address, where persons are drawn: what that does, and what can be done about it. */
function sharedAddressLines(
  { fileName, sharedAddresses }: ImportSummary,
  say: (key: string, params?: object) => string,
  format: Formatter,
): string[] {
  if (sharedAddresses === null || sharedAddresses.recipients === 0) return [];
  return [
    `${fileName}: ${say('recipients:shared-addresses', {
      recipients: format.number(sharedAddresses.recipients),
      addresses: format.number(sharedAddresses.addresses),
    })}`,
  ];
}

/** Where the refused lines are that were not shown. */
function moreRefused(
  { kind, refused, firstRefusals }: ImportSummary,
  say: (key: string, params?: object) => string,
): string[] {
  const count = refused - firstRefusals.length;
  if (count <= 0) return [];
  return [`  ${say('folder:more', { count, file: `out/refused-${kind}.csv`, shown: SHOWN_REFUSALS })}`];
}
