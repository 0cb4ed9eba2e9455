import { createHash } from 'node:crypto';
import { z } from 'zod';
import { commitmentTo, SEED_BYTES } from '../core/randomisation/commitment.js';
import { NO_BEACON, type Beacon } from '../core/randomisation/beacon.js';
import { nistPulseSchema } from './nist-record.js';
import { promisedPulse, type PromisedPulse } from '../core/randomisation/promised-pulse.js';
import { DRAW_ALGORITHM, LARGEST_TOTAL_WEIGHT, type Design } from '../core/randomisation/design.js';

const PACK_FORMAT = 'openbrief-pack-1';

const bytes = (count: number): z.ZodString =>
  z.string().regex(new RegExp(`^[0-9a-f]{${count * 2}}$`), `${count} bytes in lower-case hexadecimal`);

const headerSchema = z.object({
  format: z.literal(PACK_FORMAT),
  algorithm: z.literal(DRAW_ALGORITHM),
  /** The registered protocol as the very text that was hashed. */
  protocol: z.string(),
  protocolHash: bytes(32),
  commitment: bytes(32),
  seed: bytes(SEED_BYTES),
  beacon: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({
      kind: z.literal('nist'),
      reference: z.string().min(1),
      pulse: bytes(64),
      record: nistPulseSchema.optional(),
    }),
    z.object({
      kind: z.literal('drand'),
      reference: z.string().min(1),
      pulse: bytes(32),
      signature: z
        .string()
        .regex(/^([0-9a-f]{2})+$/)
        .optional(),
    }),
  ]),
  /** Hash of the list of recipients, public before the pulse; null without a beacon. */
  list: bytes(32).nullable().default(null),
  recipients: z.int().min(0),
});

const protocolSchema = z.object({
  allocation: z.string().optional(),
  arms: z.array(z.object({ id: z.string(), weight: z.int().min(0) })).refine((arms) => {
    const total = arms.reduce((sum, { weight }) => sum + weight, 0);
    return total >= 1 && total <= LARGEST_TOTAL_WEIGHT;
  }),
  unit: z.enum(['recipient', 'cluster']),
  strata: z.array(z.string()),
  randomness: z
    .discriminatedUnion('beacon', [
      z.object({
        beacon: z.literal('drand'),
        pulse: z.union([z.int().min(1), z.iso.datetime({ offset: true })]),
      }),
      z.object({ beacon: z.literal('nist'), pulse: z.iso.datetime({ offset: true }) }),
    ])
    .optional(),
});

/** The first line of a pack: all that the draw needs but the list. docs/verification-pack.md describes each field. */
export type PackHeader = Readonly<z.infer<typeof headerSchema>>;

/** A recipient in the public list. */
export interface PackRow {
  /** 64 hexadecimal digits, see `recipientKey`. */
  readonly key: string;
  /** Opaque label of the stratum, see `stratify`. */
  readonly stratum: string;
  /** Any number that the members of a cluster share; null when recipients were drawn, or for one without a cluster. */
  readonly cluster: number | null;
  /** Id of the arm. */
  readonly arm: string;
}

/** What of the registered protocol the draw reads. */
export interface PackDesign {
  readonly design: Design;
  /** Randomised elsewhere: there is no draw to redo. */
  readonly isExternal: boolean;
  /** The pulse that the protocol promised; null when it named none. */
  readonly promised: PromisedPulse | null;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/**
 * @param protocol the registered protocol's canonical JSON
 * @param seed 32 bytes, revealed
 * @param recipients number of lines that follow
 * @param list hash of the list, hexadecimal, where it was public before a pulse
 */
export function packHeader(
  protocol: string,
  seed: Uint8Array,
  recipients: number,
  beacon: Beacon = NO_BEACON,
  list: string | null = null,
): PackHeader {
  const protocolHash = sha256(protocol);
  return {
    format: PACK_FORMAT,
    algorithm: DRAW_ALGORITHM,
    protocol,
    protocolHash: protocolHash.toString('hex'),
    commitment: commitmentTo(seed, protocolHash).toString('hex'),
    seed: Buffer.from(seed).toString('hex'),
    beacon,
    list,
    recipients,
  };
}

/** The header in a line of JSON, or what is wrong with it. */
export function readHeader(line: string): PackHeader | { readonly wrong: string } {
  const read = headerSchema.safeParse(parseJson(line));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return { wrong: issue === undefined ? '' : issue.path.join('.') || PACK_FORMAT };
}

/** Whether the protocol in the header is the one that its hash names. */
export function protocolMatchesHash({ protocol, protocolHash }: PackHeader): boolean {
  return sha256(protocol).toString('hex') === protocolHash;
}

/** The design that the protocol declared, or what of it is missing. */
export function readDesign(header: PackHeader): PackDesign | { readonly wrong: string } {
  const read = protocolSchema.safeParse(parseJson(header.protocol));
  if (!read.success) return { wrong: `protocol.${read.error.issues[0]?.path.join('.') ?? ''}` };
  const { allocation, arms, unit, strata, randomness } = read.data;
  return {
    design: { algorithm: header.algorithm, arms, unit, strata },
    isExternal: allocation === 'external',
    promised: randomness === undefined ? null : promisedPulse(randomness),
  };
}

function parseJson(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return document;
  } catch {
    return undefined;
  }
}
