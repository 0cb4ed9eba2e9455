import { createHash } from 'node:crypto';

/** A pulse of NIST's beacon, format 2.0, as its service gives it. Values are hexadecimal. */
export interface NistPulse {
  readonly uri: string;
  readonly version: string;
  readonly cipherSuite: number;
  /** Milliseconds. */
  readonly period: number;
  /** SHA-512 of the certificate's DER. */
  readonly certificateId: string;
  readonly chainIndex: number;
  readonly pulseIndex: number;
  readonly timeStamp: string;
  readonly localRandomValue: string;
  readonly external: { readonly sourceId: string; readonly statusCode: number; readonly value: string };
  readonly listValues: readonly { readonly uri: string; readonly type: string; readonly value: string }[];
  readonly precommitmentValue: string;
  readonly statusCode: number;
  readonly signatureValue: string;
  readonly outputValue: string;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const uint64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

const withLength = (bytes: Buffer): Buffer => Buffer.concat([uint32(bytes.length), bytes]);
const text = (value: string): Buffer => withLength(Buffer.from(value, 'utf8'));
const hex = (value: string): Buffer => withLength(Buffer.from(value, 'hex'));

/**
 * The bytes that the beacon signs: the fields in order; texts and values with their length before them, four bytes; whole
 * numbers in four bytes, the two indices in eight, most significant first.
 * @see NISTIR 8213 (draft 2019), section 4; lengths and widths as the service of version 2.0 has them since 2018, to which
 *   its published pulses hold
 */
export function nistMessage(pulse: NistPulse): Buffer {
  const { external } = pulse;
  return Buffer.concat([
    text(pulse.uri),
    text(pulse.version),
    uint32(pulse.cipherSuite),
    uint32(pulse.period),
    hex(pulse.certificateId),
    uint64(pulse.chainIndex),
    uint64(pulse.pulseIndex),
    text(pulse.timeStamp),
    hex(pulse.localRandomValue),
    hex(external.sourceId),
    uint32(external.statusCode),
    hex(external.value),
    ...pulse.listValues.map(({ value }) => hex(value)),
    hex(pulse.precommitmentValue),
    uint32(pulse.statusCode),
  ]);
}

/** Whether the random value is the SHA-512 of the signed bytes and the signature, in a format that is known here. */
export function isNistOutput(pulse: NistPulse): boolean {
  if (pulse.cipherSuite !== 0) return false;
  const output = createHash('sha512')
    .update(nistMessage(pulse))
    .update(Buffer.from(pulse.signatureValue, 'hex'))
    .digest('hex');
  return output === pulse.outputValue.toLowerCase();
}

/** Where NIST gives the certificate of a pulse. */
export const nistCertificateAddress = ({ certificateId }: Pick<NistPulse, 'certificateId'>): string =>
  `https://beacon.nist.gov/beacon/2.0/certificate/${certificateId.toLowerCase().replace(/[^0-9a-f]/g, '')}`;
