/**
 * Multipliers of the two halves of a fingerprint, 63 bits together. The first half is a polynomial in a small number:
 * references that follow one another come to lie beside one another, and a file in their order, as most are, finds its
 * places in the processor's cache.
 */
const FIRST_FACTOR = 31;
const SECOND_FACTOR = 0x85ebca6b;

const INITIAL_SLOTS = 1 << 16;

/**
 * Remembers which references were seen, in eight bytes a slot instead of a string each. A hit is a suspicion only: two
 * of a million references share a fingerprint by chance once in some tens of millions of files, and the importer asks
 * the database before it refuses a line.
 */
export class SeenReferences {
  /** Two halves a slot; both zero where it is free. */
  private slots = new Int32Array(INITIAL_SLOTS * 2);
  private used = 0;

  /** Whether a reference with the same fingerprint was seen; then remembers this one. */
  add(reference: string): boolean {
    let a = 0;
    let b = reference.length;
    for (let at = 0; at < reference.length; at += 1) {
      const unit = reference.charCodeAt(at);
      a = Math.imul(a, FIRST_FACTOR) + unit;
      b = Math.imul(b + unit, SECOND_FACTOR) ^ (b >>> 13);
    }
    return this.put(a, b);
  }

  /** `add` for a reference of ASCII bytes, from `from` up to `to`. */
  addBytes(bytes: Uint8Array, from: number, to: number): boolean {
    let a = 0;
    let b = to - from;
    for (let at = from; at < to; at += 1) {
      const unit = bytes[at] ?? 0;
      a = Math.imul(a, FIRST_FACTOR) + unit;
      b = Math.imul(b + unit, SECOND_FACTOR) ^ (b >>> 13);
    }
    return this.put(a, b);
  }

  private put(first: number, second: number): boolean {
    if (this.used * 4 > this.slots.length) this.grow();
    const a = first | 0;
    const b = second | 1;
    const { slots } = this;
    const mask = slots.length / 2 - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot * 2 + 1];
      if (held === b && slots[slot * 2] === a) return true;
      if (held !== 0) continue;
      slots[slot * 2] = a;
      slots[slot * 2 + 1] = b;
      this.used += 1;
      return false;
    }
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Int32Array(slots.length * 2);
    this.used = 0;
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) this.put(slots[at] ?? 0, slots[at + 1] ?? 0);
    }
  }
}
