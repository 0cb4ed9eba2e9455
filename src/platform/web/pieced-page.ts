import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A gzip member's first bytes (RFC 1952): deflate, no name, no time, no system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** An empty stored block that is the last one (RFC 1951, 3.2.4). */
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);

interface Piece {
  readonly text: Buffer;
  /** Blocks that end on a whole byte, none the last, and that look back at nothing before them. */
  readonly deflated: Buffer;
}

const pieceOf = (text: string): Piece => {
  const bytes = Buffer.from(text);
  return { text: bytes, deflated: deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH }) };
};

/** Bytes as a stored block, which ends on a whole byte by itself; at most 65,535 of them. */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 0]);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

/**
 * A page that is the same for many readers but for a few words of each. What is the same is compressed once; the words
 * stand between as they are, so that nothing about them shows in how long the answer is.
 */
export class PiecedPage {
  private readonly pieces: readonly Piece[];
  /** Which word follows each piece but the last. */
  private readonly holes: readonly number[];

  /**
   * @param html with marks where the words of a reader come
   * @param marks that stand nowhere else in the page, none of them within another
   */
  constructor(html: string, marks: readonly string[]) {
    const parts = html.split(new RegExp(`(${marks.join('|')})`));
    this.pieces = parts.filter((_, place) => place % 2 === 0).map(pieceOf);
    this.holes = parts.filter((_, place) => place % 2 === 1).map((mark) => marks.indexOf(mark));
  }

  /** @param words in the order of the marks; they need no escaping */
  plain(words: readonly string[]): Buffer {
    return Buffer.concat(
      this.interleave(
        ({ text }) => text,
        words.map((word) => Buffer.from(word)),
      ),
    );
  }

  /** The same as one member of gzip. */
  gzip(words: readonly string[]): Buffer {
    const plain = this.plain(words);
    const end = Buffer.alloc(8);
    end.writeUInt32LE(crc32(plain), 0);
    end.writeUInt32LE(plain.length, 4);
    const blocks = this.interleave(
      ({ deflated }) => deflated,
      words.map((word) => stored(Buffer.from(word))),
    );
    return Buffer.concat([GZIP_HEADER, ...blocks, LAST_BLOCK, end]);
  }

  private interleave(own: (piece: Piece) => Buffer, words: readonly Buffer[]): Buffer[] {
    return this.pieces.flatMap((piece, place) => {
      const word = words[this.holes[place] ?? -1];
      return word === undefined ? [own(piece)] : [own(piece), word];
    });
  }
}
