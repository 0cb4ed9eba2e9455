import { isDrandSignature } from '../core/randomisation/drand-signature.js';
import { isNistOutput, nistCertificateAddress } from '../core/randomisation/nist-pulse.js';
import { checkNistSignature, type NistSignatureCheck } from '../core/randomisation/nist-signature.js';
import type { PackHeader } from './pack-format.js';

/** What of the pulse in a pack was checked, and what not; its words are in randomisation.json under `verify.pulse`. */
export type PulseCheck =
  | { readonly kind: 'none' }
  /** The signature is the chain's own of that round, and the value its hash. */
  | { readonly kind: 'drand-signed' }
  /** Only the value is in the pack: there is nothing to check it by. */
  | { readonly kind: 'value-alone' }
  /** The value follows from the pulse's fields and signature; the signature was not checked. */
  | { readonly kind: 'nist-hashed'; readonly address: string }
  /** And the certificate that was given signed it, and is the one that the pulse names. */
  | { readonly kind: 'nist-signed'; readonly check: NistSignatureCheck }
  | {
      readonly kind: 'wrong';
      readonly fault: 'drand-signature' | 'nist-record' | 'nist-signature' | 'no-certificate';
    };

/**
 * Checks the pulse itself, where `verifyPack` checks only that it is the one that was promised.
 * @param certificate PEM or DER of NIST's certificate, as somebody got it
 * @param chainKey of drand; that of quicknet unless a test has a chain of its own
 */
export function checkPulse(
  { beacon }: Pick<PackHeader, 'beacon'>,
  certificate?: Buffer,
  chainKey?: string,
): PulseCheck {
  if (beacon.kind === 'none') return { kind: 'none' };
  if (beacon.kind === 'drand') {
    if (beacon.signature === undefined) return { kind: 'value-alone' };
    return isDrandSignature(beacon.reference, beacon.signature, chainKey)
      ? { kind: 'drand-signed' }
      : { kind: 'wrong', fault: 'drand-signature' };
  }
  const { record } = beacon;
  if (record === undefined) return { kind: 'value-alone' };
  const isItsRecord =
    record.outputValue.toLowerCase() === beacon.pulse &&
    Date.parse(record.timeStamp) === Date.parse(beacon.reference) &&
    record.statusCode === 0;
  if (!isItsRecord || !isNistOutput(record)) return { kind: 'wrong', fault: 'nist-record' };
  if (certificate === undefined) return { kind: 'nist-hashed', address: nistCertificateAddress(record) };
  const check = checkNistSignature(record, certificate);
  if (check === undefined) return { kind: 'wrong', fault: 'no-certificate' };
  return check.isNamed && check.isSigned && check.isValid
    ? { kind: 'nist-signed', check }
    : { kind: 'wrong', fault: 'nist-signature' };
}
