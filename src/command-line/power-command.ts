import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DomainError } from '../core/domain-error.js';
import { createFormatter, type Formatter } from '../platform/i18n/format.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { type PowerReport, powerReport } from '../power/power-report.js';
import { simulatePower } from '../power/simulate-power.js';
import { JsonProgress, TerminalProgress } from '../trial-folder/terminal-progress.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { invalidProtocol, readProtocol } from '../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';
import { EXIT } from './report-error.js';

export interface PowerCommandOptions {
  readonly simulate?: string;
  readonly seed: string;
  readonly clusterSize?: string;
  readonly json: boolean;
}

/** More trials than this add digits that nobody needs, and take hours. */
const MOST_REPLICATIONS = 1_000_000;

/** Times that progress is told. */
const PROGRESS_STEPS = 100;

/** From this many standard errors on, the formula and the simulation say different things. */
const APART = 3;

/**
 * `openbrief power FOLDER|protocol.yaml`: what the protocol's size can show. Needs no database.
 * Exit code 1 where the power is under what it should be.
 */
export function powerCommand(
  target: string,
  { simulate, seed, clusterSize, json }: PowerCommandOptions,
  translator: Translator,
  language: Language,
): void {
  const protocol = protocolAt(resolve(target));
  const replications =
    simulate === undefined ? undefined : wholeNumber(simulate, '--simulate', MOST_REPLICATIONS);
  const size =
    clusterSize === undefined
      ? undefined
      : wholeNumber(clusterSize, '--cluster-size', protocol.power.recipients);
  let report = powerReport(protocol);
  if (replications !== undefined && report.power.kind === 'value') {
    const say = (key: string): string => translator.translate(language, `power:${key}`);
    const progress = json
      ? new JsonProgress(process.stderr)
      : new TerminalProgress(process.stdout, () => performance.now(), say);
    progress.start('simulating', replications);
    const simulated = simulatePower(protocol, {
      replications,
      seed,
      ...(size !== undefined && { clusterSize: size }),
      onProgress: (done) => {
        if (done % Math.ceil(replications / PROGRESS_STEPS) === 0) progress.advance(done);
      },
    });
    progress.finish(String(replications));
    report = { ...report, simulated: { ...simulated, seed } };
  }
  const lines = json ? [JSON.stringify(report)] : reportLines(report, protocol, translator, language);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (report.power.kind === 'undefined' || report.power.power < report.wanted)
    process.exitCode = EXIT.refused;
}

/** The protocol of a folder, or of a file with its letters beside it; one that is too small is no mistake here. */
function protocolAt(path: string): Protocol {
  if (!existsSync(path)) throw new DomainError('not-found', 'folder:not-found', { folder: path });
  const file = statSync(path).isDirectory() ? join(path, 'protocol.yaml') : path;
  if (!existsSync(file)) throw new DomainError('not-found', 'folder:no-protocol', { folder: path });
  const { file: written, locate } = readProtocol(readFileSync(file, 'utf8'));
  const resolved = resolveProtocol(
    written,
    (name) => {
      const letter = join(dirname(file), name);
      return existsSync(letter) ? readFileSync(letter, 'utf8') : undefined;
    },
    { anySize: true },
  );
  if (!resolved.ok) throw invalidProtocol(locate(resolved.issues));
  return resolved.protocol;
}

function wholeNumber(typed: string, option: string, most: number): number {
  const number = Number(typed);
  if (!/^\d+$/.test(typed) || number < 1 || number > most) {
    throw new DomainError('invalid', 'power:not-a-number', { option, value: typed.slice(0, 20), most });
  }
  return number;
}

function reportLines(
  report: PowerReport,
  protocol: Protocol,
  translator: Translator,
  language: Language,
): string[] {
  const say = (key: string, params = {}): string => translator.translate(language, `power:${key}`, params);
  const format = createFormatter(language);
  const points = (proportion: number): string => format.number(proportion * 100, 2);
  const { power, recipientsNeeded, smallestUplift, looks, alphaPerTest } = report;
  return [
    say('planned', {
      trial: report.trial,
      recipients: format.number(report.recipients),
      expected: points(report.expectedResponse),
      uplift: points(report.uplift),
    }),
    power.kind === 'value'
      ? say('reached', { power: points(power.power), wanted: points(report.wanted) })
      : say('unreachable'),
    ...(recipientsNeeded.kind === 'value'
      ? [
          say('needed', {
            recipients: format.number(recipientsNeeded.recipients),
            wanted: points(report.wanted),
          }),
        ]
      : []),
    smallestUplift.kind === 'value'
      ? say('smallest', { uplift: points(smallestUplift.uplift), wanted: points(report.wanted) })
      : say('smallest-none'),
    ...(alphaPerTest === null ? [] : [say('alpha', { alpha: format.number(alphaPerTest, 5) })]),
    ...(looks === undefined
      ? []
      : [say(looks.boundary === 'confidence-sequence' ? 'sequence' : 'looks', { count: looks.planned })]),
    ...simulatedLines(report, protocol, say, format),
  ];
}

function simulatedLines(
  { simulated, power }: PowerReport,
  protocol: Protocol,
  say: (key: string, params?: object) => string,
  format: Formatter,
): string[] {
  if (simulated === undefined) return [];
  const points = (proportion: number): string => format.number(proportion * 100, 2);
  const { found, crossed, clusters, effect, seed } = simulated;
  const distance = power.kind === 'value' ? Math.abs(found.share - power.power) : 0;
  const agrees = distance <= APART * found.standardError;
  return [
    '',
    say('simulated', {
      replications: format.number(found.replications),
      seed,
      of: effect.of,
      power: points(found.share),
      error: points(found.standardError),
    }),
    ...(clusters === null
      ? []
      : [
          say('clusters', {
            size: format.number(clusters.size),
            correlation: format.number(clusters.correlation, 3),
          }),
        ]),
    ...(crossed === null
      ? []
      : [say('crossed', { share: points(crossed.share), error: points(crossed.standardError) })]),
    ...(protocol.looks?.boundary === 'confidence-sequence'
      ? []
      : [say(agrees ? 'agrees' : 'apart', { distance: points(distance) })]),
  ];
}
