/** Multipliers of FNV-1a (32 bits) and of a second, unrelated mix; together they give 53 bits. */
const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;
const SECOND_PRIME = 0x85ebca6b;

const INITIAL_SLOTS = 1 << 16;

/**
 * Remembers which references were seen and on which line, in twelve bytes a slot instead of a string each. A hit is a
 * suspicion only: in a million references two share a fingerprint by chance once in twenty thousand files, and the
 * importer asks the database before it refuses a line.
 */
export class SeenReferences {
  private fingerprints = new Float64Array(INITIAL_SLOTS);
  private lines = new Int32Array(INITIAL_SLOTS);
  private used = 0;

  /** The line on which a reference with the same fingerprint was first seen, or undefined; then remembers this one. */
  add(reference: string, line: number): number | undefined {
    if (this.used * 2 > this.lines.length) this.grow();
    return this.put(fingerprint(reference), line);
  }

  private put(print: number, line: number): number | undefined {
    const mask = this.lines.length - 1;
    let slot = (print % 4_294_967_291) & mask;
    for (;;) {
      const held = this.fingerprints[slot];
      if (held === 0) {
        this.fingerprints[slot] = print;
        this.lines[slot] = line;
        this.used += 1;
        return undefined;
      }
      if (held === print) return this.lines[slot];
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const { fingerprints, lines } = this;
    this.fingerprints = new Float64Array(fingerprints.length * 2);
    this.lines = new Int32Array(lines.length * 2);
    this.used = 0;
    fingerprints.forEach((print, slot) => {
      if (print !== 0) this.put(print, lines[slot] ?? 0);
    });
  }
}

/** A whole number from 1 up to 2⁵³ that two different texts rarely share. */
function fingerprint(text: string): number {
  let a = FNV_BASIS;
  let b = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, FNV_PRIME);
    b = Math.imul(b + unit, SECOND_PRIME) ^ (b >>> 13);
  }
  return (a >>> 0) * 2 ** 21 + ((b ^ (b >>> 16)) & 0x1f_ffff) + 1;
}
