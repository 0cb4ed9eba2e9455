import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNistBeacon } from './beacon.js';
import { isNistOutput, nistCertificateAddress, nistMessage, type NistPulse } from './nist-pulse.js';
import { checkNistSignature } from './nist-signature.js';

const fixture = (name: string): string => readFileSync(`test/fixtures/nist-pulse/${name}`, 'utf8');
const { pulse }: { pulse: NistPulse } = JSON.parse(fixture('pulse.json'));
const certificate = fixture('certificate.pem');

describe('a pulse of NIST as it was published', () => {
  test('has 807 signed bytes, and the value that follows from them', () => {
    expect(nistMessage(pulse)).toHaveLength(807);
    expect(isNistOutput(pulse)).toBe(true);
    expect(readNistBeacon('2026-08-31T19:04:00.000Z', pulse)).toMatchObject({
      kind: 'nist',
      pulse: pulse.outputValue.toLowerCase(),
      record: pulse,
    });
  });

  test('was signed with the certificate that it names', () => {
    expect(checkNistSignature(pulse, certificate)).toEqual({
      isNamed: true,
      isSigned: true,
      isValid: true,
      subject: expect.stringContaining('CN=engine.beacon.nist.gov'),
      issuer: expect.stringContaining('DigiCert'),
    });
    expect(nistCertificateAddress(pulse)).toBe(
      `https://beacon.nist.gov/beacon/2.0/certificate/${pulse.certificateId}`,
    );
  });
});

const other = 'AB'.repeat(64);

test.each<[string, Partial<NistPulse>]>([
  ['another random value of its own', { localRandomValue: other }],
  ['another moment', { timeStamp: '2026-08-31T19:05:00.000Z' }],
  ['another place in the chain', { pulseIndex: pulse.pulseIndex + 1 }],
  ['another pulse before it', { listValues: pulse.listValues.map((one) => ({ ...one, value: other })) }],
  ['another promise', { precommitmentValue: other }],
  ['another signature', { signatureValue: 'AB'.repeat(512) }],
])('with %s the value does not follow, and nobody signed it', (_what, change) => {
  const changed = { ...pulse, ...change };
  expect(isNistOutput(changed)).toBe(false);
  expect(checkNistSignature(changed, certificate)?.isSigned).toBe(false);
  expect(() => readNistBeacon(changed.timeStamp, changed)).toThrow(
    expect.objectContaining({ code: 'randomisation:beacon-record' }),
  );
});

test('another value is refused, and so is a kind of signature that is not known here', () => {
  expect(isNistOutput({ ...pulse, outputValue: other })).toBe(false);
  expect(isNistOutput({ ...pulse, cipherSuite: 1 })).toBe(false);
});

test('what is no certificate says nothing', () => {
  expect(checkNistSignature(pulse, 'no certificate')).toBeUndefined();
  expect(checkNistSignature({ ...pulse, certificateId: other }, certificate)?.isNamed).toBe(false);
  expect(checkNistSignature({ ...pulse, timeStamp: '2026-09-05T00:00:00.000Z' }, certificate)?.isValid).toBe(
    false,
  );
});
