import { inflateSync } from 'node:zlib';

/** What a font file says about setting text in it; lengths in thousandths of the type size. */
export interface WebFont {
  /** The font as a TrueType file, as PDF embeds it. */
  readonly file: Buffer;
  /** Name of the font in PDF, without spaces. */
  readonly name: string;
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly box: readonly [number, number, number, number];
  readonly glyphs: ReadonlyMap<number, number>;
  /** Of each glyph. */
  readonly widths: readonly number[];
}

const tag = (buffer: Buffer, at: number): string => buffer.toString('latin1', at, at + 4);

/** The tables of a WOFF file (W3C WOFF 1.0, section 4), unpacked. */
function tablesOf(woff: Buffer): Map<string, Buffer> {
  if (tag(woff, 0) !== 'wOFF') throw new Error('not a WOFF file');
  const tables = new Map<string, Buffer>();
  for (let place = 0; place < woff.readUInt16BE(12); place += 1) {
    const at = 44 + 20 * place;
    const offset = woff.readUInt32BE(at + 4);
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(at + 8));
    const length = woff.readUInt32BE(at + 12);
    tables.set(tag(woff, at), packed.length < length ? inflateSync(packed) : packed);
  }
  return tables;
}

function table(tables: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const found = tables.get(name);
  if (found === undefined) throw new Error(`a font without the table ${name}`);
  return found;
}

/** What PDF needs of a TrueType font (ISO 32000-1, 9.9): glyphs and their measures, not how to choose them. */
const EMBEDDED = ['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'];

/** Tables as one TrueType file. */
function trueType(tables: ReadonlyMap<string, Buffer>): Buffer {
  const kept = EMBEDDED.flatMap((name) => {
    const data = tables.get(name);
    return data === undefined ? [] : [{ name, data }];
  });
  const power = 2 ** Math.floor(Math.log2(kept.length));
  const head = Buffer.alloc(12 + 16 * kept.length);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(kept.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((kept.length - power) * 16, 10);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (const [place, { name, data }] of kept.entries()) {
    const entry = 12 + 16 * place;
    head.write(name, entry, 'latin1');
    head.writeUInt32BE(checksum(data), entry + 4);
    head.writeUInt32BE(at, entry + 8);
    head.writeUInt32BE(data.length, entry + 12);
    const padding = Buffer.alloc(-data.length & 3);
    parts.push(data, padding);
    at += data.length + padding.length;
  }
  return Buffer.concat(parts);
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) {
    const word = data.length - at >= 4 ? data.readUInt32BE(at) : data.readUIntBE(at, data.length - at);
    sum = (sum + word * 2 ** (8 * Math.max(0, 4 - (data.length - at)))) >>> 0;
  }
  return sum;
}

/** Character to glyph, from the map that every font for the web has: format 4 (OpenType, cmap). */
function glyphsOf(cmap: Buffer): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let place = 0; place < cmap.readUInt16BE(2); place += 1) {
    const at = cmap.readUInt32BE(8 + 8 * place);
    if (cmap.readUInt16BE(at) !== 4) continue;
    const double = cmap.readUInt16BE(at + 6);
    for (let segment = 0; segment < double; segment += 2) {
      const end = cmap.readUInt16BE(at + 14 + segment);
      const start = cmap.readUInt16BE(at + 16 + double + segment);
      const delta = cmap.readUInt16BE(at + 16 + 2 * double + segment);
      const offsetAt = at + 16 + 3 * double + segment;
      const offset = cmap.readUInt16BE(offsetAt);
      for (let character = start; character <= end && character < 0xffff; character += 1) {
        const listed =
          offset === 0 ? character : cmap.readUInt16BE(offsetAt + offset + 2 * (character - start));
        if (offset === 0 || listed !== 0) glyphs.set(character, (listed + delta) & 0xffff);
      }
    }
  }
  return glyphs;
}

/** Reads a font of the web. @throws Error when it is no WOFF file with TrueType outlines */
export function readWebFont(woff: Buffer, name: string): WebFont {
  const tables = tablesOf(woff);
  const head = table(tables, 'head');
  const hhea = table(tables, 'hhea');
  const hmtx = table(tables, 'hmtx');
  const thousandths = (units: number): number => (units * 1000) / head.readUInt16BE(18);
  const measured = hhea.readUInt16BE(34);
  const widths = Array.from({ length: table(tables, 'maxp').readUInt16BE(4) }, (_, glyph) =>
    thousandths(hmtx.readUInt16BE(4 * Math.min(glyph, measured - 1))),
  );
  const box = (at: number): number => thousandths(head.readInt16BE(at));
  return {
    file: trueType(tables),
    name,
    ascent: thousandths(hhea.readInt16BE(4)),
    descent: -thousandths(hhea.readInt16BE(6)),
    capHeight: thousandths(table(tables, 'OS/2').readInt16BE(88)),
    box: [box(36), box(38), box(40), box(42)],
    glyphs: glyphsOf(table(tables, 'cmap')),
    widths,
  };
}
