import { hash } from 'node:crypto';

/** Crockford's base 32: digits and capitals without I, L, O and U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const VALUE = new Map([...ALPHABET].map((symbol, value) => [symbol, value]));

/** Symbols that carry chance: 75 bits, so that the hashes in a public list can't be searched for codes. */
const RANDOM_SYMBOLS = 15;

export const LETTER_CODE_LENGTH = RANDOM_SYMBOLS + 1;

const SYMBOLS_A_GROUP = 4;

/**
 * The check symbol of ISO/IEC 7064's hybrid system for an alphabet of 32 (MOD 33,32; clause 9): it finds every single
 * wrong symbol and nearly every swap of neighbours.
 */
function checkSymbol(symbols: string): string {
  const size = ALPHABET.length;
  let product = size;
  for (const symbol of symbols) {
    const sum = (product + (VALUE.get(symbol) ?? 0)) % size;
    product = ((sum === 0 ? size : sum) * 2) % (size + 1);
  }
  return ALPHABET[(size + 1 - product) % size] ?? '0';
}

/**
 * The letter code of a recipient: sixteen symbols, without hyphens. It follows from the trial's secret key and the
 * recipient's reference alone, so that neither the order of a file nor a second import can change it, and nobody
 * without the key can tell code from reference or reference from code.
 * @param codeKey 32 secret bytes of the trial
 * @param attempt 0, and higher only when the code before was taken by another recipient
 */
export function letterCodeFor(codeKey: Uint8Array, reference: string, attempt = 0): string {
  return letterCoder(codeKey)(reference, attempt);
}

/** `letterCodeFor` with the key taken in once: for a million recipients that is most of the work. */
export function letterCoder(codeKey: Uint8Array): (reference: string, attempt?: number) => string {
  const mac = hmacSha256(codeKey);
  return (reference, attempt = 0) => codeOf(mac(`${attempt}:${reference}`));
}

/** Bytes of a block of SHA-256. */
const BLOCK = 64;

/**
 * HMAC-SHA256 (RFC 2104) by one-shot hashes, for a key of at most 64 bytes. It gives what `createHmac` gives, a test
 * says so, without the objects that cost ten times the hashing.
 */
function hmacSha256(key: Uint8Array): (text: string) => Buffer {
  const inner = Buffer.alloc(BLOCK, 0x36);
  const outer = Buffer.alloc(BLOCK + 32, 0x5c);
  key.forEach((byte, place) => {
    inner[place] = byte ^ 0x36;
    outer[place] = byte ^ 0x5c;
  });
  return (text) => {
    hash('sha256', Buffer.concat([inner, Buffer.from(text, 'utf8')]), 'buffer').copy(outer, BLOCK);
    return hash('sha256', outer, 'buffer');
  };
}

function codeOf(mac: Buffer): string {
  let symbols = '';
  let bits = 0;
  let held = 0;
  for (let byte = 0; symbols.length < RANDOM_SYMBOLS; byte += 1) {
    held = ((held << 8) | (mac[byte] ?? 0)) & 0xffff;
    bits += 8;
    while (bits >= 5 && symbols.length < RANDOM_SYMBOLS) {
      bits -= 5;
      symbols += ALPHABET[(held >> bits) & 31];
    }
  }
  return symbols + checkSymbol(symbols);
}

/** As printed: `7K3M-9QXR-2WVB-0HTN`. */
export function formatLetterCode(code: string): string {
  const groups: string[] = [];
  for (let at = 0; at < code.length; at += SYMBOLS_A_GROUP) groups.push(code.slice(at, at + SYMBOLS_A_GROUP));
  return groups.join('-');
}

/**
 * A code as somebody typed it, in the one form that is stored; undefined when it can't be a code. Capitals or not,
 * hyphens and spaces don't matter; O is read as 0, I and L as 1.
 */
export function readLetterCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const code = typed
    .toUpperCase()
    .replace(/[\s\-‐-―.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (code.length !== LETTER_CODE_LENGTH) return undefined;
  for (const symbol of code) if (!VALUE.has(symbol)) return undefined;
  return checkSymbol(code.slice(0, RANDOM_SYMBOLS)) === code.at(-1) ? code : undefined;
}
