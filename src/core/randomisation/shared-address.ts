import { addressKey, type PostalAddress } from '../post/dutch-address.js';

/** How far recipients live together: the reason to draw households instead of persons. */
export interface SharedAddresses {
  /** Recipients whose address is another recipient's too. */
  readonly recipients: number;
  /** Addresses with more than one recipient. */
  readonly addresses: number;
  /** Most recipients at one address; 0 without recipients. */
  readonly largest: number;
}

/** Numbers that say where postcode, house number and addition stand: for each its beginning and its end. */
export const ADDRESS_BOUNDS = 6;

/** Multipliers of the two halves of a fingerprint. */
const FIRST_FACTOR = 0x9e3779b1;
const SECOND_FACTOR = 0x85ebca6b;

/** Between two parts, so that house 1 with addition 2 is not house 12. */
const PART_END = 0x7c;

const INITIAL_SLOTS = 1 << 12;

/** Numbers of a slot: the halves of the fingerprint and how many recipients live there. */
const SLOT = 3;

/** What of a byte counts: capitals, digits and letters beyond ASCII; 0 for signs and spaces, as "12-a" is "12 A". */
const counted = Uint8Array.from({ length: 256 }, (_, byte) => {
  const sign = String.fromCharCode(byte);
  if (byte >= 0x80 || /[0-9A-Z]/.test(sign)) return byte;
  return /[a-z]/.test(sign) ? byte - 0x20 : 0;
});

/**
 * Who shares an address reads one another's letters: when a protocol draws persons all the same, the import says how
 * many they are and offers to draw addresses. Addresses are remembered as fingerprints of 63 bits, twelve bytes a slot:
 * a million recipients take some ten megabytes, and two addresses are taken for one by chance in one of some ten
 * million files.
 */
export class SharedAddressCount {
  /** Fingerprint and count of each slot; all zero where it is free. */
  private slots = new Int32Array(INITIAL_SLOTS * SLOT);
  private used = 0;
  /** The slot that was counted last: members of a household mostly follow one another. */
  private last = 0;

  /** Counts a recipient at this address. */
  add(address: PostalAddress): void {
    const { postcode, houseNumber, addition } = address;
    if (address.country === '') this.addTexts(postcode, houseNumber, addition);
    else this.addTexts(addressKey(address), '', '');
  }

  private addTexts(postcode: string, houseNumber: string, addition: string): void {
    const bytes = Buffer.from(postcode + houseNumber + addition, 'utf8');
    const first = Buffer.byteLength(postcode);
    const second = first + Buffer.byteLength(houseNumber);
    this.addBytes(bytes, Int32Array.of(0, first, first, second, second, bytes.length));
  }

  /**
   * `add` for a Dutch address that stands in the UTF-8 of a line.
   * @param bounds `ADDRESS_BOUNDS` places in `bytes`; a column, because a list for each of a million lines takes longer
   * than the counting
   */
  addBytes(bytes: Uint8Array, bounds: Int32Array): void {
    let a = 0;
    let b = 0;
    for (let part = 0; part < ADDRESS_BOUNDS; part += 2) {
      const to = bounds[part + 1] ?? 0;
      for (let at = bounds[part] ?? 0; at < to; at += 1) {
        const byte = counted[bytes[at] ?? 0] ?? 0;
        if (byte === 0) continue;
        a = Math.imul(a ^ byte, FIRST_FACTOR);
        b = Math.imul(b + byte, SECOND_FACTOR) ^ (b >>> 13);
      }
      a = Math.imul(a ^ PART_END, FIRST_FACTOR);
      b = Math.imul(b + PART_END, SECOND_FACTOR) ^ (b >>> 13);
    }
    this.put(a ^ (a >>> 15), b | 1, 1);
  }

  private put(a: number, b: number, recipients: number): void {
    if (this.used * 4 * SLOT > this.slots.length * 3) this.grow();
    const { slots, last } = this;
    if (slots[last + 1] === b && slots[last] === a) {
      slots[last + 2] = (slots[last + 2] ?? 0) + recipients;
      return;
    }
    const mask = slots.length / SLOT - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = slot * SLOT;
      const held = slots[at + 1];
      if (held !== 0 && !(held === b && slots[at] === a)) continue;
      if (held === 0) this.used += 1;
      slots[at] = a;
      slots[at + 1] = b;
      slots[at + 2] = (slots[at + 2] ?? 0) + recipients;
      this.last = at;
      return;
    }
  }

  private grow(): void {
    const { slots } = this;
    // INITIAL_SLOTS times a power of two, which the mask relies on.
    this.slots = new Int32Array(slots.length * 2);
    this.used = 0;
    this.last = 0;
    for (let at = 0; at < slots.length; at += SLOT) {
      if (slots[at + 1] !== 0) this.put(slots[at] ?? 0, slots[at + 1] ?? 0, slots[at + 2] ?? 0);
    }
  }

  finish(): SharedAddresses {
    let recipients = 0;
    let addresses = 0;
    let largest = 0;
    for (let at = 2; at < this.slots.length; at += SLOT) {
      const count = this.slots[at] ?? 0;
      if (count > largest) largest = count;
      if (count < 2) continue;
      recipients += count;
      addresses += 1;
    }
    return { recipients, addresses, largest };
  }
}
