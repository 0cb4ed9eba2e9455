import {
  PDFDocument,
  PDFName,
  PDFObjectCopier,
  PDFRawStream,
  PDFRef,
  PDFStream,
  decodePDFRawStream,
  type PDFObject,
  type PDFPage,
} from 'pdf-lib';
import type { FixedPage, FixedSheet } from './fixed-sheets.js';
import type { FontNames } from './lay-letter.js';
import { PdfWriter } from './pdf-writer.js';
import type { WebFont } from './web-font.js';
import { writeFont } from './write-font.js';

/** The pages of one letter as they come into a batch: drawn over a sheet, or printed by itself. */
export type LetterPages =
  | { readonly kind: 'laid'; readonly sheet: FixedSheet; readonly drawn: readonly string[] }
  | { readonly kind: 'printed'; readonly pdf: PDFDocument; readonly pages: readonly number[] };

/** A page of the batch: one that was printed, or what is to be drawn on it. */
type Drawing = { readonly page: PDFPage } | { readonly content: string; readonly box: string };

/** From the pixels of a drawing, from the top, to the points of PDF, from the bottom. */
const toPoints = (page: PDFPage): string => `.75 0 0 -.75 0 ${page.getHeight()} cm`;

/** Names of fonts in a file, in the order in which its letters first need them. */
export class FontList implements FontNames {
  readonly fonts = new Map<WebFont, string>();

  nameOf(font: WebFont): string {
    const name = this.fonts.get(font) ?? `F${this.fonts.size}`;
    this.fonts.set(font, name);
    return name;
  }
}

const latin1 = (object: PDFObject): string => {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return Buffer.from(bytes).toString('latin1');
};

/** The drawing of a printed page. Chromium puts it in one stream. */
function contentOf(page: PDFPage): Uint8Array {
  const content = page.node.Contents();
  if (!(content instanceof PDFRawStream)) throw new Error('a page whose drawing is not one stream');
  return decodePDFRawStream(content).decode();
}

/** Makes the forms that sheets are drawn by: each page of each sheet once in the file, whoever it is under. */
class Forms {
  private readonly names = new Map<FixedPage, string>();
  private readonly copiers = new Map<PDFDocument, PDFObjectCopier>();
  readonly refs: [name: string, ref: PDFRef][] = [];

  constructor(private readonly target: PDFDocument) {}

  nameOf(sheet: FixedSheet, page: FixedPage): string {
    const known = this.names.get(page);
    if (known !== undefined) return known;
    const { context } = this.target;
    const copier = this.copiers.get(sheet.pdf) ?? PDFObjectCopier.for(sheet.pdf.context, context);
    this.copiers.set(sheet.pdf, copier);
    const { width, height } = page.page.getSize();
    const resources = page.page.node.Resources();
    const form = context.flateStream(contentOf(page.page), {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, width, height],
      Resources: resources === undefined ? {} : copier.copy(resources),
    });
    const name = `S${this.refs.length}`;
    this.names.set(page, name);
    this.refs.push([name, context.register(form)]);
    return name;
  }
}

/**
 * The letters of a batch as one PDF, in their order: where a letter was laid over a sheet its page has the sheet and its
 * own drawing, where it was printed by itself its pages are as they are.
 */
export async function batchFile(letters: readonly LetterPages[], fonts: FontList): Promise<Buffer> {
  const target = await PDFDocument.create({ updateMetadata: false });
  const forms = new Forms(target);
  const printed = await copyPrinted(letters, target);
  const drawings = letters.flatMap((letter): Drawing[] =>
    letter.kind === 'printed'
      ? (printed.get(letter) ?? []).map((page) => ({ page }))
      : letter.drawn.map((drawn, index) => {
          const page = letter.sheet.pages[index];
          if (page === undefined) throw new Error('a drawing without a page');
          const { width, height } = page.page.getSize();
          const content = `q /${forms.nameOf(letter.sheet, page)} Do Q\n${toPoints(page.page)}\n${drawn}`;
          return { content, box: `[0 0 ${width} ${height}]` };
        }),
  );
  const writer = new PdfWriter(target.context.largestObjectNumber);
  const [catalog, tree, resources] = [writer.reserve(), writer.reserve(), writer.reserve()];
  const kids: number[] = [];
  for (const drawing of drawings) {
    if ('page' in drawing) {
      drawing.page.node.set(PDFName.of('Parent'), PDFRef.of(tree));
      kids.push(drawing.page.ref.objectNumber);
      continue;
    }
    const [page, content] = [writer.reserve(), writer.reserve()];
    writer.stream(content, Buffer.from(drawing.content, 'latin1'));
    writer.object(
      page,
      `<</Type/Page/Parent ${tree} 0 R/MediaBox${drawing.box}/Resources ${resources} 0 R/Contents ${content} 0 R>>`,
    );
    kids.push(page);
  }
  writeCopied(writer, target);
  const fontEntries = [...fonts.fonts].map(([font, name]) => `/${name} ${writeFont(writer, font)} 0 R`);
  const formEntries = forms.refs.map(([name, { objectNumber }]) => `/${name} ${objectNumber} 0 R`);
  writer.object(resources, `<</Font<<${fontEntries.join('')}>>/XObject<<${formEntries.join('')}>>>>`);
  writer.object(
    tree,
    `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`,
  );
  writer.object(catalog, `<</Type/Catalog/Pages ${tree} 0 R/Lang(nl)>>`);
  return writer.finish(catalog);
}

/** The pages of letters that were printed by themselves, in the target; a document's fonts come over once. */
async function copyPrinted(
  letters: readonly LetterPages[],
  target: PDFDocument,
): Promise<ReadonlyMap<LetterPages, readonly PDFPage[]>> {
  const byDocument = new Map<PDFDocument, (LetterPages & { kind: 'printed' })[]>();
  for (const letter of letters) {
    if (letter.kind !== 'printed') continue;
    byDocument.set(letter.pdf, [...(byDocument.get(letter.pdf) ?? []), letter]);
  }
  const copied = new Map<LetterPages, readonly PDFPage[]>();
  for (const [pdf, own] of byDocument) {
    const pages = await target.copyPages(
      pdf,
      own.flatMap(({ pages: indices }) => indices),
    );
    let at = 0;
    for (const letter of own) {
      copied.set(letter, pages.slice(at, at + letter.pages.length));
      at += letter.pages.length;
    }
  }
  return copied;
}

/** Everything that came into the target, but for the target's own catalog and page tree, which are not this file's. */
function writeCopied(writer: PdfWriter, target: PDFDocument): void {
  const own = new Set<PDFObject>([target.catalog, target.catalog.Pages()]);
  for (const [ref, object] of target.context.enumerateIndirectObjects()) {
    if (own.has(object)) continue;
    if (object instanceof PDFStream) {
      const bytes = new Uint8Array(object.sizeInBytes());
      object.copyBytesInto(bytes, 0);
      writer.whole(ref.objectNumber, bytes);
    } else writer.object(ref.objectNumber, latin1(object));
  }
}
