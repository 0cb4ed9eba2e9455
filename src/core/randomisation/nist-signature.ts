import { createHash, verify, X509Certificate } from 'node:crypto';
import { nistMessage, type NistPulse } from './nist-pulse.js';

/** What holds of a pulse and a certificate. */
export interface NistSignatureCheck {
  /** Whether the certificate is the one that the pulse names. */
  readonly isNamed: boolean;
  /** Whether its key signed the pulse's fields (RSASSA-PKCS1-v1_5 with SHA-512). */
  readonly isSigned: boolean;
  /** Whether it was valid at the moment of the pulse. */
  readonly isValid: boolean;
  /** Whose it says it is, on one line. That the issuer is to be trusted is for the reader to see to. */
  readonly subject: string;
  readonly issuer: string;
}

/**
 * Checks a pulse with a certificate that somebody gives. It does not say that the certificate is NIST's: that needs its
 * chain of issuers, or a copy that was got from elsewhere.
 * @param certificate PEM or DER
 * @returns undefined when it is no certificate
 */
export function checkNistSignature(
  pulse: NistPulse,
  certificate: string | Buffer,
): NistSignatureCheck | undefined {
  let read: X509Certificate;
  try {
    read = new X509Certificate(certificate);
  } catch {
    return undefined;
  }
  const at = Date.parse(pulse.timeStamp);
  const onOneLine = (name: string): string => name.replaceAll('\n', ', ');
  return {
    isNamed: createHash('sha512').update(read.raw).digest('hex') === pulse.certificateId.toLowerCase(),
    isSigned:
      read.publicKey.asymmetricKeyType === 'rsa' &&
      verify('sha512', nistMessage(pulse), read.publicKey, Buffer.from(pulse.signatureValue, 'hex')),
    isValid: Date.parse(read.validFrom) <= at && at <= Date.parse(read.validTo),
    subject: onOneLine(read.subject),
    issuer: onOneLine(read.issuer),
  };
}
