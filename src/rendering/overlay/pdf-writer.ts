import { deflateSync } from 'node:zlib';

/** Objects that are packed together: more makes a file smaller, and one of them slower to find. */
const PACKED = 100;

/** A page's drawing is some kilobytes: a window and tables for more would be made anew for each, at ten times the cost. */
const SMALL = { windowBits: 13, memLevel: 6 } as const;

type Entry =
  | { readonly kind: 'at'; readonly offset: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number };

/**
 * Writes a PDF object by object (ISO 32000-1, 7.5): streams as they come, other objects packed by the hundred, and at the
 * end a packed table of where all of them are. Nothing in it depends on the time: the same letters are the same file.
 */
export class PdfWriter {
  private readonly chunks: Uint8Array[] = [];
  private readonly entries = new Map<number, Entry>();
  private waiting: { readonly number: number; readonly text: string }[] = [];
  private written = 0;

  /** @param last the highest object number that is taken already */
  constructor(private last: number) {
    this.put(Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1'));
  }

  /** A number for an object that is written later. */
  reserve(): number {
    this.last += 1;
    return this.last;
  }

  /** Writes an object as it is, with its number around it. */
  whole(number: number, bytes: Uint8Array): void {
    this.entries.set(number, { kind: 'at', offset: this.written });
    this.put(Buffer.from(`${number} 0 obj\n`, 'latin1'));
    this.put(bytes);
    this.put(Buffer.from('\nendobj\n', 'latin1'));
  }

  /** Writes a stream, deflated. @param dictionary what is in it beside length and filter */
  stream(number: number, data: Uint8Array, dictionary = ''): void {
    const packed = deflateSync(data, data.length < 2 ** 14 ? SMALL : {});
    const head = `<<${dictionary}/Length ${packed.length}/Filter/FlateDecode>>\nstream\n`;
    this.whole(
      number,
      Buffer.concat([Buffer.from(head, 'latin1'), packed, Buffer.from('\nendstream', 'latin1')]),
    );
  }

  /** Writes an object that is no stream. */
  object(number: number, text: string): void {
    this.waiting.push({ number, text });
    if (this.waiting.length >= PACKED) this.pack();
  }

  /** @returns the file. @param root number of the catalog */
  finish(root: number): Buffer {
    this.pack();
    const table = this.reserve();
    const start = this.written;
    this.entries.set(table, { kind: 'at', offset: start });
    const rows = Buffer.alloc(7 * (this.last + 1));
    rows.writeUInt16BE(0xffff, 5);
    for (const [number, entry] of this.entries) {
      const at = 7 * number;
      rows.writeUInt8(entry.kind === 'at' ? 1 : 2, at);
      rows.writeUInt32BE(entry.kind === 'at' ? entry.offset : entry.stream, at + 1);
      rows.writeUInt16BE(entry.kind === 'at' ? 0 : entry.index, at + 5);
    }
    this.stream(table, rows, `/Type/XRef/Size ${this.last + 1}/W[1 4 2]/Root ${root} 0 R`);
    this.put(Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1'));
    return Buffer.concat(this.chunks, this.written);
  }

  private pack(): void {
    if (this.waiting.length === 0) return;
    const number = this.reserve();
    let offset = 0;
    const places: string[] = [];
    const texts: string[] = [];
    for (const [index, object] of this.waiting.entries()) {
      this.entries.set(object.number, { kind: 'packed', stream: number, index });
      places.push(`${object.number} ${offset}`);
      texts.push(object.text);
      offset += object.text.length + 1;
    }
    const head = `${places.join(' ')}\n`;
    this.stream(
      number,
      Buffer.from(`${head}${texts.join('\n')}`, 'latin1'),
      `/Type/ObjStm/N ${this.waiting.length}/First ${head.length}`,
    );
    this.waiting = [];
  }

  private put(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.written += bytes.length;
  }
}
