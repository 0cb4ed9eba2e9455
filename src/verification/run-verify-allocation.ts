import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { pulseAddress } from '../core/randomisation/promised-pulse.js';
import { DomainError } from '../core/domain-error.js';
import { terminalLanguage } from '../platform/configuration/configuration.js';
import type { Language } from '../platform/i18n/language.js';
import { createTranslator, type TextParams } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import { checkPulse, type PulseCheck } from './check-pulse.js';
import { LineTooLong, readLines } from './read-lines.js';
import { type PackVerdict, verifyPack } from './verify-pack.js';

/** What the pulse is checked by, beside what is in the pack. */
export interface PulseProof {
  /** File with NIST's certificate, PEM or DER. */
  readonly certificate?: string;
  /** Of drand; that of quicknet unless a test has a chain of its own. */
  readonly chainKey?: string;
}

type Words = (name: string, params?: TextParams) => string;

/**
 * `npx openbrief verify-allocation PACK`: redoes the draw from a public verification pack and says whether it matches.
 * @param path the pack's file
 * @param out where a line goes
 * @returns 0 when the draw is the one in the pack and nothing that was checked of the pulse is wrong; 1 when it is not,
 *   or there is none to redo
 * @throws DomainError `randomisation:pack-unreadable` when there is no such file, or it is no gzip;
 *   `randomisation:certificate-unreadable`
 */
export async function runVerifyAllocation(
  path: string,
  out: (line: string) => void,
  language: Language = terminalLanguage(),
  { certificate, chainKey }: PulseProof = {},
): Promise<number> {
  const translator = createTranslator(`${projectRoot}/templates/locales`);
  const words: Words = (name, params) =>
    translator.translate(language, `randomisation:verify.${name}`, params);
  const verdict = await readPack(path);
  verdictLines(verdict, words).forEach((line) => out(line));
  if (verdict.kind !== 'match') return 1;
  const pulse = checkPulse(
    verdict.header,
    certificate === undefined ? undefined : await readCertificate(certificate),
    chainKey,
  );
  pulseLines(pulse, words).forEach((line) => out(line));
  return pulse.kind === 'wrong' ? 1 : 0;
}

async function readPack(path: string): Promise<PackVerdict> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  try {
    return await verifyPack(readLines(unpacked));
  } catch (error) {
    if (error instanceof LineTooLong) return { kind: 'malformed', line: 1, field: 'format' };
    if (isInputError(error)) throw new DomainError('invalid', 'randomisation:pack-unreadable', { path });
    throw error;
  } finally {
    file.destroy();
  }
}

/** Errors of the file system and of zlib carry a code; anything else is a mistake of ours and must show as one. */
function isInputError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function verdictLines(verdict: PackVerdict, words: Words): readonly string[] {
  switch (verdict.kind) {
    case 'match':
      return [
        words('match', { recipients: verdict.recipients }),
        verdict.clusters === null
          ? words('strata', { strata: verdict.strata })
          : words('strata-and-clusters', { strata: verdict.strata, clusters: verdict.clusters }),
        ...verdict.arms.map(({ id, recipients }) => words('arm', { id, recipients })),
        ...whatToCompare(verdict, words),
      ];
    case 'mismatch':
      return [
        words('mismatch', { differing: verdict.differing, recipients: verdict.recipients }),
        ...verdict.lines.map(({ line, drawn, listed }) => words('differing', { line, drawn, listed })),
        ...(verdict.differing > verdict.lines.length
          ? [words('more', { more: verdict.differing - verdict.lines.length })]
          : []),
      ];
    case 'commitment-wrong':
      return [words('commitment-wrong', { commitment: verdict.header.commitment })];
    case 'protocol-wrong':
      return [words('protocol-wrong', { hash: verdict.header.protocolHash })];
    case 'beacon-wrong':
      return [words(`beacon.${verdict.fault}`, { promised: verdict.promised })];
    case 'list-wrong':
      return [words('list-wrong', { list: verdict.header.list ?? '' })];
    case 'external':
      return [words('external')];
    case 'malformed':
      return 'fault' in verdict
        ? [words('malformed-line', { line: verdict.line, reason: words(`fault.${verdict.fault}`) })]
        : [words('malformed-header', { field: verdict.field })];
  }
}

async function readCertificate(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isInputError(error))
      throw new DomainError('invalid', 'randomisation:certificate-unreadable', { path });
    throw error;
  }
}

/** What was checked of the pulse, and what was not. */
function pulseLines(pulse: PulseCheck, words: Words): readonly string[] {
  switch (pulse.kind) {
    case 'none':
      return [];
    case 'wrong':
      return [words(`pulse.wrong.${pulse.fault}`)];
    case 'nist-hashed':
      return [words('pulse.nist-hashed', { address: pulse.address })];
    case 'nist-signed':
      return [words('pulse.nist-signed', { subject: pulse.check.subject, issuer: pulse.check.issuer })];
    case 'drand-signed':
    case 'value-alone':
      return [words(`pulse.${pulse.kind}`)];
  }
}

/** What a pack cannot prove of itself, for the reader to hold against the page. */
function whatToCompare({ header }: PackVerdict & { kind: 'match' }, words: Words): readonly string[] {
  return [
    words('compare-commitment', { commitment: header.commitment }),
    words('compare-protocol', { hash: header.protocolHash }),
    header.beacon.kind === 'none'
      ? words('no-beacon')
      : words('compare-beacon', {
          beacon: header.beacon.kind,
          reference: header.beacon.reference,
          pulse: header.beacon.pulse,
        }),
    ...(header.beacon.kind === 'none' ? [] : [words('look-up', { address: pulseAddress(header.beacon) })]),
    ...(header.list === null ? [] : [words('compare-list', { list: header.list })]),
  ];
}
