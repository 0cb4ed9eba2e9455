import { BinaryRows } from '../platform/copy/copy-binary.js';
import type { RestartableCopy } from '../platform/copy/copy-writer.js';
import type { BulkSealer } from '../platform/sealing/bulk-sealer.js';
import type { PersonalBox } from './personal-box.js';
import type { SealMarks } from './seal-marks.js';

/** One piece is filled, one is being sealed, and one is on its way to the database. */
const PIECES = 3;

/** A piece that is being sealed. */
interface Piece {
  readonly bytes: Buffer;
  readonly sealed: Promise<void>;
}

/** Rows on their way to the database, whose personal data are sealed before they leave. */
export class SealedRows {
  readonly rows: BinaryRows;
  readonly marks: SealMarks;
  private readonly sealer: BulkSealer;
  private under: Piece | undefined;

  /** @param fileBytes tells whether there is work for another core */
  constructor(box: PersonalBox, fileBytes: number) {
    const { marks, sealer } = box.sealing(fileBytes);
    this.marks = marks;
    this.sealer = sealer;
    this.rows = new BinaryRows({ pieces: PIECES, isShared: sealer.isElsewhere });
  }

  /** Has the rows sealed that were gathered, and sends those of the time before. */
  async send(copy: RestartableCopy): Promise<void> {
    const before = this.under;
    const bytes = this.rows.take();
    const marks = this.marks.take();
    const sealed = marks.length === 0 ? Promise.resolve() : this.sealer.seal({ bytes, marks });
    // Heard when its turn comes; a failure before that is no surprise to the process.
    sealed.catch(() => undefined);
    this.under = { bytes, sealed };
    await sendPiece(before, copy);
  }

  /** As `send`, and waits until all of it is sealed and sent. */
  async flush(copy: RestartableCopy): Promise<void> {
    await this.send(copy);
    const last = this.under;
    this.under = undefined;
    await sendPiece(last, copy);
  }

  close(): Promise<void> {
    return this.sealer.close();
  }
}

async function sendPiece(piece: Piece | undefined, copy: RestartableCopy): Promise<void> {
  if (piece === undefined) return;
  await piece.sealed;
  await copy.write(piece.bytes);
}
