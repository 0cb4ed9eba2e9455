import { hash } from 'node:crypto';
import { commitmentTo, drawEntropy } from '../core/randomisation/commitment.js';
import type { Design } from '../core/randomisation/design.js';
import { drawColumns } from '../core/randomisation/draw-columns.js';
import type { PromisedPulse } from '../core/randomisation/promised-pulse.js';
import { recipientListHash } from '../core/randomisation/recipient-list.js';
import { type LineFault, PackList } from './pack-list.js';
import { type PackHeader, protocolMatchesHash, readDesign, readHeader } from './pack-format.js';

/** A line of the list that says another arm than the draw. */
export interface DifferingLine {
  /** 1-based line of the pack; the header is line 1. */
  readonly line: number;
  readonly drawn: string;
  readonly listed: string;
}

/** What is wrong with the pulse in a pack; each has its words under `verify.beacon` in randomisation.json. */
export type BeaconFault = 'missing' | 'not-promised' | 'other' | 'signature';

/** What redoing the draw showed. Everything but `match` means: don't believe this pack. */
export type PackVerdict =
  | {
      readonly kind: 'match';
      readonly header: PackHeader;
      readonly recipients: number;
      readonly strata: number;
      /** Null when recipients were drawn. */
      readonly clusters: number | null;
      readonly arms: readonly { readonly id: string; readonly recipients: number }[];
    }
  | {
      readonly kind: 'mismatch';
      readonly header: PackHeader;
      readonly recipients: number;
      readonly differing: number;
      /** The first twenty. */
      readonly lines: readonly DifferingLine[];
    }
  /** Seed and protocol do not give the commitment. */
  | { readonly kind: 'commitment-wrong'; readonly header: PackHeader }
  /** The protocol's text does not have the protocol's hash. */
  | { readonly kind: 'protocol-wrong'; readonly header: PackHeader }
  /** The pulse in the pack is not the one that the protocol promised, or not what its signature gives. */
  | {
      readonly kind: 'beacon-wrong';
      readonly header: PackHeader;
      readonly fault: BeaconFault;
      /** Beacon and reference; '' when the protocol promised none. */
      readonly promised: string;
    }
  /** The list does not have the hash that was public before the pulse. */
  | { readonly kind: 'list-wrong'; readonly header: PackHeader }
  /** Randomised elsewhere: there is no draw to redo. */
  | { readonly kind: 'external'; readonly header: PackHeader }
  | { readonly kind: 'malformed'; readonly line: 1; readonly field: string }
  | { readonly kind: 'malformed'; readonly line: number; readonly fault: LineFault };

const DIFFERING_LINES_SHOWN = 20;

/**
 * Redoes the draw from the lines of a verification pack alone, and compares.
 *
 * The pack can't tell whether its commitment is the one that was public since registration: who verifies compares
 * that with the page.
 */
export async function verifyPack(source: AsyncIterable<string> | Iterable<string>): Promise<PackVerdict> {
  let pack: OpenPack | undefined;
  let line = 0;
  for await (const text of source) {
    line += 1;
    if (pack === undefined) {
      const opened = openPack(text);
      if ('kind' in opened) return opened;
      pack = opened;
      continue;
    }
    const fault: LineFault | undefined =
      line > pack.header.recipients + 1 ? 'more-lines' : pack.list.add(text);
    if (fault !== undefined) return { kind: 'malformed', line, fault };
  }
  if (pack === undefined) return { kind: 'malformed', line: 1, field: 'format' };
  if (line - 1 < pack.header.recipients) return { kind: 'malformed', line, fault: 'fewer-lines' };
  return compare(pack);
}

interface OpenPack {
  readonly header: PackHeader;
  readonly design: Design;
  readonly list: PackList;
}

/** What the first line says, or why there is no need to read on. */
function openPack(text: string): OpenPack | PackVerdict {
  const header = readHeader(text);
  if ('wrong' in header) return { kind: 'malformed', line: 1, field: header.wrong };
  if (!protocolMatchesHash(header)) return { kind: 'protocol-wrong', header };
  const { seed, protocolHash } = bytesOf(header);
  if (commitmentTo(seed, protocolHash).toString('hex') !== header.commitment)
    return { kind: 'commitment-wrong', header };
  const declared = readDesign(header);
  if ('wrong' in declared) return { kind: 'malformed', line: 1, field: declared.wrong };
  if (declared.isExternal) return { kind: 'external', header };
  const fault = beaconFault(header, declared.promised);
  if (fault !== undefined)
    return { kind: 'beacon-wrong', header, fault, promised: nameOf(declared.promised) };
  if (declared.promised !== null && header.list === null)
    return { kind: 'malformed', line: 1, field: 'list' };
  const { design } = declared;
  return { header, design, list: new PackList(design.arms.map(({ id }) => id)) };
}

const nameOf = (promised: PromisedPulse | null): string =>
  promised === null ? '' : `${promised.kind} ${promised.reference}`;

/** Another pulse than the promised one could have been chosen for what it does. */
function beaconFault({ beacon }: PackHeader, promised: PromisedPulse | null): BeaconFault | undefined {
  if (beacon.kind === 'none') return promised === null ? undefined : 'missing';
  if (promised === null) return 'not-promised';
  if (promised.kind !== beacon.kind || promised.reference !== beacon.reference) return 'other';
  const signature = beacon.kind === 'drand' ? beacon.signature : undefined;
  if (signature === undefined) return undefined;
  return hash('sha256', Buffer.from(signature, 'hex'), 'hex') === beacon.pulse ? undefined : 'signature';
}

function compare({ header, design, list }: OpenPack): PackVerdict {
  const rows = list.rows();
  if (header.list !== null && recipientListHash(design, rows).toString('hex') !== header.list)
    return { kind: 'list-wrong', header };
  const { seed, protocolHash } = bytesOf(header);
  const { arms: drawn } = drawColumns(design, drawEntropy(seed, protocolHash, header.beacon), rows);
  const id = (arm: number): string => design.arms[arm]?.id ?? '';
  const recipients = design.arms.map(() => 0);
  const lines: DifferingLine[] = [];
  let differing = 0;
  drawn.forEach((arm, row) => {
    recipients[arm] = (recipients[arm] ?? 0) + 1;
    const listed = list.armOf(row);
    if (arm === listed) return;
    differing += 1;
    if (lines.length < DIFFERING_LINES_SHOWN)
      lines.push({ line: row + 2, drawn: id(arm), listed: id(listed) });
  });
  if (differing > 0) return { kind: 'mismatch', header, recipients: rows.count, differing, lines };
  return {
    kind: 'match',
    header,
    recipients: rows.count,
    strata: rows.stratumLabels.length,
    clusters: design.unit === 'cluster' ? rows.clusterCount : null,
    arms: design.arms.map((arm, index) => ({ id: arm.id, recipients: recipients[index] ?? 0 })),
  };
}

function bytesOf(header: PackHeader): { seed: Buffer; protocolHash: Buffer } {
  return {
    seed: Buffer.from(header.seed, 'hex'),
    protocolHash: Buffer.from(header.protocolHash, 'hex'),
  };
}
