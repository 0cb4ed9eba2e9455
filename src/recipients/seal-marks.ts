import type { BinaryRows } from '../platform/copy/copy-binary.js';
import { MARK, SEAL_HEAD, SEAL_TAG, SEAL_VERSION } from '../platform/sealing/bulk-gcm.js';

/** Bytes of chance that every value of one file has in its nonce, beside the recipient's number. */
export const SALT_BYTES = 8;

const ROOM_FOR_TAG = new Uint8Array(SEAL_TAG);

/** Writes personal data into rows with room for their seal, and remembers where they stand. */
export class SealMarks {
  private readonly head: Uint8Array;
  private marks = new Int32Array(MARK * 1_024);
  private count = 0;
  private from = 0;

  /** @param salt drawn anew for each file: no number is ever sealed twice with the same one */
  constructor(salt: Uint8Array) {
    this.head = Uint8Array.of(SEAL_VERSION, ...salt);
  }

  /** Begins the value; what is personal is then added to the rows as parts. */
  begin(rows: BinaryRows): void {
    rows.beginValue();
    rows.part(this.head, 0, SEAL_HEAD);
    this.from = rows.length;
  }

  /** Ends the value, of the recipient with this number. */
  end(rows: BinaryRows, number: number): void {
    if (this.count === this.marks.length) {
      const grown = new Int32Array(this.count * 2);
      grown.set(this.marks);
      this.marks = grown;
    }
    this.marks[this.count] = number;
    this.marks[this.count + 1] = this.from;
    this.marks[this.count + 2] = rows.length;
    this.count += MARK;
    rows.part(ROOM_FOR_TAG, 0, SEAL_TAG);
    rows.endValue();
  }

  /** Hands over the marks of the rows that are taken at the same moment. */
  take(): Int32Array {
    const taken = this.marks.slice(0, this.count);
    this.count = 0;
    return taken;
  }
}
