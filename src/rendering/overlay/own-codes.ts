import { inflateSync } from 'node:zlib';
import { PDFDict, PDFDocument, PDFName, PDFRawStream, type PDFPage } from 'pdf-lib';
import { formatLetterCode } from '../../core/post/letter-code.js';
import { PagesDoNotAddUp } from '../pages-do-not-add-up.js';

/** Glyph to character, of one font. */
type Characters = ReadonlyMap<string, string>;

const CODE = /[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}/g;
/** What sets text: a font, glyphs, and where a stretch of it begins and ends. */
const TEXT = /\/(\S+) [\d.]+ Tf|<([0-9A-F]+)> ?Tj|\bET\b/g;

/** A drawing that is drawn by its name: the sheet under a page. */
const FORM = /\/(S\d+) Do\b/g;

const inflated = (stream: PDFRawStream): string => inflateSync(stream.contents).toString('latin1');

/** A table from glyphs to text, single entries and ranges (ISO 32000-1, 9.10.3); two bytes a glyph. */
function readCharacters(map: string): Characters {
  const characters = new Map<string, string>();
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
  for (const [, list = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', text = ''] of list.matchAll(/<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi))
      characters.set(glyph.toUpperCase(), String.fromCharCode(parseInt(text.slice(0, 4), 16)));
  for (const [, list = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', to = '', text = ''] of list.matchAll(
      /<([0-9A-F]+)>\s*<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi,
    ))
      for (let glyph = parseInt(from, 16); glyph <= parseInt(to, 16); glyph += 1)
        characters.set(hex(glyph), String.fromCharCode(parseInt(text, 16) + glyph - parseInt(from, 16)));
  return characters;
}

/** Reads the codes of letters on the pages of a PDF, as somebody who was not there when it was made. */
class CodeReader {
  private readonly fonts = new Map<PDFDict, Characters>();
  /** Codes of the sheets that pages are drawn over: one may be under many pages. */
  private readonly sheets = new Map<PDFRawStream, readonly string[]>();

  codesOn(page: PDFPage): Set<string> {
    const content = page.node.Contents();
    if (!(content instanceof PDFRawStream)) return new Set();
    const resources = page.node.Resources();
    return new Set([...this.codesIn(content, resources), ...this.codesUnder(content, resources)]);
  }

  /** What is printed on the sheet that a page is drawn over. */
  private codesUnder(content: PDFRawStream, resources: PDFDict | undefined): string[] {
    const forms = resources?.lookupMaybe(PDFName.of('XObject'), PDFDict);
    if (forms === undefined) return [];
    return [...inflated(content).matchAll(FORM)].flatMap(([, name = '']) => {
      const form = forms.lookup(PDFName.of(name));
      if (!(form instanceof PDFRawStream)) return [];
      const known = this.sheets.get(form);
      const own = form.dict.lookupMaybe(PDFName.of('Resources'), PDFDict);
      const codes = known ?? [...this.codesIn(form, own)];
      this.sheets.set(form, codes);
      return codes;
    });
  }

  private codesIn(content: PDFRawStream, resources: PDFDict | undefined): Set<string> {
    const fonts = resources?.lookupMaybe(PDFName.of('Font'), PDFDict);
    let characters: Characters | undefined;
    let text = '';
    for (const [, font, glyphs] of inflated(content).matchAll(TEXT)) {
      if (font !== undefined) characters = this.charactersOf(fonts?.lookupMaybe(PDFName.of(font), PDFDict));
      else if (glyphs === undefined) text += '\n';
      else
        for (let at = 0; at < glyphs.length; at += 4)
          text += characters?.get(glyphs.slice(at, at + 4)) ?? '\uFFFD';
    }
    return new Set(text.match(CODE));
  }

  private charactersOf(font: PDFDict | undefined): Characters {
    const known = font === undefined ? undefined : this.fonts.get(font);
    if (font === undefined || known !== undefined) return known ?? new Map();
    const map = font.lookup(PDFName.of('ToUnicode'));
    const characters =
      map instanceof PDFRawStream ? readCharacters(inflated(map)) : new Map<string, string>();
    this.fonts.set(font, characters);
    return characters;
  }
}

/**
 * Reads a finished batch back: each page must have the code of its letter on it, and no code of another letter. What is
 * laid over a letter that was printed once may go wrong in a way that printing can't, and then for everybody.
 * @throws PagesDoNotAddUp
 */
export async function requireOwnCodes(
  pdf: Uint8Array,
  ranges: readonly { readonly letterCode: string; readonly firstPage: number; readonly lastPage: number }[],
): Promise<void> {
  const pages = (await PDFDocument.load(pdf, { updateMetadata: false })).getPages();
  const codes = new Set(ranges.map(({ letterCode }) => formatLetterCode(letterCode)));
  const reader = new CodeReader();
  let expected = 1;
  for (const { letterCode, firstPage, lastPage } of ranges) {
    if (firstPage !== expected || lastPage < firstPage) throw new PagesDoNotAddUp(`page ${expected}`);
    const own = formatLetterCode(letterCode);
    for (const page of pages.slice(firstPage - 1, lastPage)) {
      const found = [...reader.codesOn(page)].filter((code) => codes.has(code));
      if (found.length !== 1 || found[0] !== own) throw new PagesDoNotAddUp(`the code on page ${expected}`);
      expected += 1;
    }
  }
  if (expected !== pages.length + 1) throw new PagesDoNotAddUp(`${pages.length} pages`);
}
