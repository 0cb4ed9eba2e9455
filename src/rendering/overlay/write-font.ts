import type { PdfWriter } from './pdf-writer.js';
import type { WebFont } from './web-font.js';

const hex = (value: number): string => value.toString(16).padStart(4, '0').toUpperCase();

/** A character as UTF-16, as the table from glyphs to text wants it. */
const utf16 = (point: number): string =>
  [...Array(String.fromCodePoint(point).length).keys()]
    .map((at) => hex(String.fromCodePoint(point).charCodeAt(at)))
    .join('');

/** A hundred at a time at most (ISO 32000-1, 9.10.3). */
const A_TIME = 100;

/** From glyphs to text, so that what is printed can be read back and searched. */
function toUnicode({ glyphs }: WebFont): string {
  const byGlyph = new Map<number, number>();
  for (const [point, glyph] of glyphs) if (!byGlyph.has(glyph)) byGlyph.set(glyph, point);
  const lines = [...byGlyph].map(([glyph, point]) => `<${hex(glyph)}> <${utf16(point)}>`);
  const parts: string[] = [];
  for (let at = 0; at < lines.length; at += A_TIME) {
    const part = lines.slice(at, at + A_TIME);
    parts.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <FFFF> endcodespacerange',
    ...parts,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
}

/** A name before a font that is not all of it (ISO 32000-1, 9.6.4): the packages divide the typeface. */
const nameOf = ({ name }: WebFont): string =>
  `OPENBR+${name.replace(/(^|-)([a-z0-9])/g, (_all, _dash, letter: string) => letter.toUpperCase())}`;

/** Embeds a font whole. @returns the number of its object */
export function writeFont(writer: PdfWriter, font: WebFont): number {
  const [type0, descendant, descriptor, file, map] = [1, 2, 3, 4, 5].map(() => writer.reserve()) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const name = nameOf(font);
  const round = (value: number): number => Math.round(value);
  writer.object(
    type0,
    `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]/ToUnicode ${map} 0 R>>`,
  );
  writer.object(
    descendant,
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/W[0[${font.widths.map((width) => String(width)).join(' ')}]]>>`,
  );
  writer.object(
    descriptor,
    `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${font.box.map(round).join(' ')}]/ItalicAngle 0/Ascent ${round(font.ascent)}/Descent ${-round(font.descent)}/CapHeight ${round(font.capHeight)}/StemV 80/FontFile2 ${file} 0 R>>`,
  );
  writer.stream(file, font.file, `/Length1 ${font.file.length}`);
  writer.stream(map, Buffer.from(toUnicode(font), 'latin1'));
  return type0;
}
