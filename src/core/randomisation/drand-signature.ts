import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { DRAND_QUICKNET } from './drand-chain.js';

/** Under which messages of this kind of chain are hashed to the curve (RFC 9380, section 8.8.1). */
const DOMAIN = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

const ROUND_BYTES = 8;

/**
 * Whether a signature is that of the chain for a round: BLS over BLS12-381, signatures on G1, the key on G2. The message
 * is the SHA-256 of the round as eight bytes, most significant first, without the round before it (an unchained chain).
 * @param round its number, in digits
 * @param signature 48 bytes, in hexadecimal
 * @param publicKey 96 bytes, in hexadecimal; that of quicknet unless a test has a chain of its own
 * @see https://docs.drand.love, scheme bls-unchained-g1-rfc9380; draft-irtf-cfrg-bls-signature
 */
export function isDrandSignature(
  round: string,
  signature: string,
  publicKey: string = DRAND_QUICKNET.publicKey,
): boolean {
  if (!/^\d{1,15}$/.test(round)) return false;
  const bytes = Buffer.alloc(ROUND_BYTES);
  bytes.writeBigUInt64BE(BigInt(round));
  const message = createHash('sha256').update(bytes).digest();
  const { shortSignatures: scheme } = bls12_381;
  try {
    return scheme.verify(
      Buffer.from(signature, 'hex'),
      scheme.hash(message, DOMAIN),
      Buffer.from(publicKey, 'hex'),
    );
  } catch {
    // Bytes that are no point of the curve, or of another length.
    return false;
  }
}
