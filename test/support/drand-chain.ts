import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';

const scheme = bls12_381.shortSignatures;
const secret = createHash('sha256').update('a chain of the tests').digest().fill(0, 0, 1);

/** The key of a chain like quicknet, whose signatures the tests can make for any round. */
export const testChainKey = scheme.getPublicKey(secret).toHex(true);

/** The signature of a round of that chain, and its value, both in hexadecimal. */
export function testPulse(round: string): { readonly signature: string; readonly value: string } {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(round));
  const message = createHash('sha256').update(bytes).digest();
  const point = scheme.hash(message, 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_');
  const signature = scheme.sign(point, secret).toHex(true);
  return { signature, value: createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex') };
}
