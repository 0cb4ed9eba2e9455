import type { z } from 'zod';
import { promisedPulse, pulseAddress, type PromisedPulse } from '../core/randomisation/promised-pulse.js';
import type { DisclosureVersion } from '../disclosure/disclosure.service.js';
import type { ImportSummary, Refusal } from '../intake/import-summary.js';
import type { BatchRecord } from '../mailings/mailings.service.js';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import {
  publicKind,
  type DrawRecord,
  type FrozenList,
  type ProtocolVersion,
  type TrialRecord,
  type Unblinding,
} from '../trials/trial-record.js';
import type { batchSchema } from './mailing-schemas.js';
import type { disclosureSchema, registerEntrySchema, registerTrialSchema } from './result-schemas.js';
import type { importSchema } from './intake-schemas.js';
import type { protocolVersionSchema, trialSchema } from './trial-schemas.js';

/** Where a trial is in the API. */
export const trialPath = (id: string): string => `/v1/trials/${id}`;

/** Where a trial is in the public register. */
export const registerPath = ({ protocol, slug }: TrialRecord): string =>
  `/v1/register/${protocol.organisation.slug}/${slug}`;

const isoOrNull = (moment: Date | null): string | null => moment?.toISOString() ?? null;

/** That two people agreed to see results early; with copies, as the shapes of the API have it. */
function apiUnblinding({ at, reason, askedBy, agreedBy }: Unblinding) {
  return { at: at.toISOString(), reason, askedBy: [...askedBy], agreedBy: [...agreedBy] };
}

/** What the agency and the register show alike. */
function commonView(trial: TrialRecord) {
  return {
    trial: trial.slug,
    kind: publicKind(trial.kind),
    state: trial.state,
    title: trial.protocol.title,
    allocation: trial.protocol.allocation,
    stoppedReason: trial.stoppedReason,
    unblinded: trial.unblinded === null ? null : apiUnblinding(trial.unblinded),
    protocol: { version: trial.protocolVersion, sha256: trial.protocolHash },
    registeredAt: trial.registeredAt.toISOString(),
  };
}

export function trialView(trial: TrialRecord, draw: DrawRecord): z.output<typeof trialSchema> {
  const { organisation, planning } = trial.protocol;
  return {
    id: trial.id,
    organisation: organisation.slug,
    ...commonView(trial),
    commitment: draw.commitment,
    planning,
  };
}

/** A pulse that a protocol names. */
export function promisedPulseView(pulse: PromisedPulse) {
  return {
    beacon: pulse.kind,
    reference: pulse.reference,
    address: pulseAddress(pulse),
    at: pulse.at.toISOString(),
  };
}

export const frozenListView = ({ sha256, recipients, frozenAt }: FrozenList) => ({
  sha256,
  recipients,
  frozenAt: frozenAt.toISOString(),
});

/** The public side of a draw. */
export function drawView(
  { protocol }: TrialRecord,
  { algorithm, commitment, seed, list, beacon }: DrawRecord,
): NonNullable<z.output<typeof registerTrialSchema>['draw']> {
  const { randomness } = protocol;
  return {
    algorithm,
    commitment,
    seed,
    assurance: randomness === undefined ? 'commitment' : 'beacon',
    promisedPulse: randomness === undefined ? null : promisedPulseView(promisedPulse(randomness)),
    list: list === null ? null : frozenListView(list),
    pulse: beacon?.pulse ?? null,
  };
}

export function registerEntryView(
  trial: TrialRecord,
  newest: DisclosureVersion | undefined,
): z.output<typeof registerEntrySchema> {
  const { organisation, planning } = trial.protocol;
  return {
    organisation: { slug: organisation.slug, name: organisation.name },
    ...commonView(trial),
    promisedOn: planning.disclosure,
    disclosedAt: isoOrNull(newest?.publishedAt ?? null),
  };
}

export function protocolVersionView(version: ProtocolVersion): z.output<typeof protocolVersionSchema> {
  return {
    version: version.version,
    sha256: version.hash,
    previousSha256: version.previousHash,
    reason: version.reason,
    approvedBy: version.approvedBy,
    approvedOn: version.approvedOn,
    registeredAt: version.registeredAt.toISOString(),
    document: { ...version.document },
  };
}

export function disclosureView(version: DisclosureVersion): z.output<typeof disclosureSchema> {
  return {
    version: version.version,
    sha256: version.sha256,
    publishedAt: version.publishedAt.toISOString(),
    publishedBy: version.publishedBy,
    correction: version.correction,
    document: { ...version.document },
  };
}

export function importView(
  summary: ImportSummary,
  language: Language,
  translator: Translator,
): z.output<typeof importSchema> {
  const detail = ({ code, params }: Refusal): string => {
    const [namespace = '', name = ''] = code.split(':');
    return translator.translate(language, `${namespace}:errors.${name}.message`, params);
  };
  return {
    ...summary,
    createdAt: summary.createdAt.toISOString(),
    withoutFont: summary.withoutFont && {
      recipients: summary.withoutFont.recipients,
      characters: [...summary.withoutFont.characters],
      lines: [...summary.withoutFont.lines],
    },
    firstRefusals: summary.firstRefusals.map((refusal) => ({
      line: refusal.line,
      column: refusal.column,
      code: refusal.code,
      detail: detail(refusal),
    })),
  };
}

/** A batch without the names of our own files and ids of our own rows. */
export function batchView(batch: BatchRecord): z.output<typeof batchSchema> {
  return {
    wave: batch.wave,
    number: batch.number,
    letters: batch.letters,
    withheld: batch.withheld,
    state: batch.state,
    pages: batch.pages,
    pdfSha256: batch.pdfSha256,
    renderedAt: isoOrNull(batch.renderedAt),
    handedOverAt: isoOrNull(batch.handedOverAt),
    handedOverBy: batch.handedOverBy,
    postedOn: batch.postedOn,
  };
}
