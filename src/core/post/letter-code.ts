import { createHmac } from 'node:crypto';

/** Crockford's base 32: digits and capitals without I, L, O and U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const VALUE = new Map([...ALPHABET].map((symbol, value) => [symbol, value]));

/** The symbols as bytes, for the million codes of a draw. */
const SYMBOL_UNITS = Uint8Array.from(ALPHABET, (symbol) => symbol.charCodeAt(0));

/** Symbols that carry chance: 75 bits, so that the hashes in a public list can't be searched for codes. */
const RANDOM_SYMBOLS = 15;

/** Symbols in a letter code without its hyphens: those of chance, and one that checks them. */
export const LETTER_CODE_LENGTH = RANDOM_SYMBOLS + 1;

const SYMBOLS_A_GROUP = 4;

/**
 * The check symbol is that of ISO/IEC 7064's hybrid system for an alphabet of 32 (MOD 33,32; clause 9): it finds every
 * single wrong symbol and nearly every swap of neighbours. It is reckoned from the alphabet's size on, a step a symbol.
 */
function checkStep(product: number, value: number): number {
  const size = ALPHABET.length;
  const sum = (product + value) % size;
  return ((sum === 0 ? size : sum) * 2) % (size + 1);
}

const checkValue = (product: number): number => (ALPHABET.length + 1 - product) % ALPHABET.length;

function checkSymbol(symbols: string): string {
  const product = [...symbols].reduce((so, symbol) => checkStep(so, VALUE.get(symbol) ?? 0), ALPHABET.length);
  return ALPHABET[checkValue(product)] ?? '0';
}

/** Stands before a reference in what is hashed. */
export const CODE_PREFIX = '0:';

/**
 * The letter code of a recipient: sixteen symbols, without hyphens. It follows from the trial's secret key and the
 * recipient's reference alone, so that neither the order of a file nor a second import can change it, and nobody
 * without the key can tell code from reference or reference from code: the first 75 bits of HMAC-SHA256 (RFC 2104) of
 * "0:" and the reference, and a check symbol.
 * @param codeKey 32 secret bytes of the trial
 */
export function letterCodeFor(codeKey: Uint8Array, reference: string): string {
  const code = Buffer.alloc(LETTER_CODE_LENGTH);
  writeLetterCode(
    createHmac('sha256', codeKey)
      .update(CODE_PREFIX + reference)
      .digest(),
    0,
    code,
    0,
  );
  return code.toString('latin1');
}

/** Bytes of the HMAC that a code is made of. */
export const LETTER_CODE_DIGEST_BYTES = 10;

/** Writes the code that follows from the beginning of an HMAC at `from`, as ASCII, to `codes` at `at`. */
export function writeLetterCode(digest: Uint8Array, from: number, codes: Uint8Array, at: number): void {
  let bits = 0;
  let held = 0;
  let byte = from;
  let check = ALPHABET.length;
  for (let place = 0; place < RANDOM_SYMBOLS; place += 1) {
    if (bits < 5) {
      held = ((held << 8) | (digest[byte] ?? 0)) & 0xffff;
      byte += 1;
      bits += 8;
    }
    bits -= 5;
    const value = (held >> bits) & 31;
    codes[at + place] = SYMBOL_UNITS[value] ?? 0;
    check = checkStep(check, value);
  }
  codes[at + RANDOM_SYMBOLS] = SYMBOL_UNITS[checkValue(check)] ?? 0;
}

/** Bytes of a block of SHA-256. */
const BLOCK = 64;

/**
 * The two padded keys of HMAC-SHA256, for who computes it from plain hashes: SHA-256(outer ‖ SHA-256(inner ‖ text)).
 * The database does so, a million times in a second.
 * @param key at most 64 bytes
 */
export function hmacPads(key: Uint8Array): { readonly inner: Buffer; readonly outer: Buffer } {
  const inner = Buffer.alloc(BLOCK, 0x36);
  const outer = Buffer.alloc(BLOCK, 0x5c);
  key.forEach((byte, place) => {
    inner[place] = byte ^ 0x36;
    outer[place] = byte ^ 0x5c;
  });
  return { inner, outer };
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
