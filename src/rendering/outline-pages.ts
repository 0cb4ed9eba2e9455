import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFRef,
  PDFString,
  type PDFDocument,
  type PDFObject,
} from 'pdf-lib';

/** A heading of a document, and the page (from 0) that it is on. */
export interface OutlineEntry {
  readonly title: string;
  readonly page: number;
}

const name = (text: string): PDFName => PDFName.of(text);

/**
 * The headings in a PDF's outline, in order, with their pages: read from the PDF as it is, so that nothing has to be
 * assumed about how long a letter turned out.
 */
export function outlinePages(pdf: PDFDocument): OutlineEntry[] {
  const pageOf = new Map(pdf.getPages().map((page, index) => [page.ref.toString(), index]));
  const destinations = namedDestinations(pdf);
  const entries: OutlineEntry[] = [];
  const visit = (node: PDFDict | undefined): void => {
    for (let item = node; item !== undefined; item = dictAt(pdf, item, 'Next')) {
      const page = targetPage(pdf, item, destinations);
      const index = page === undefined ? undefined : pageOf.get(page.toString());
      const title = pdf.context.lookup(item.get(name('Title')));
      if (index !== undefined && (title instanceof PDFString || title instanceof PDFHexString)) {
        entries.push({ title: title.decodeText(), page: index });
      }
      visit(dictAt(pdf, item, 'First'));
    }
  };
  const outlines = dictAt(pdf, pdf.catalog, 'Outlines');
  visit(outlines === undefined ? undefined : dictAt(pdf, outlines, 'First'));
  return entries;
}

function dictAt(pdf: PDFDocument, dict: PDFDict, key: string): PDFDict | undefined {
  const found = pdf.context.lookup(dict.get(name(key)));
  return found instanceof PDFDict ? found : undefined;
}

function namedDestinations(pdf: PDFDocument): Map<string, PDFObject> {
  const dests = dictAt(pdf, pdf.catalog, 'Dests');
  return new Map((dests?.entries() ?? []).map(([key, value]) => [key.toString(), value]));
}

/** The page that an item leads to: its destination, or that of its action; by name or in place. */
function targetPage(
  pdf: PDFDocument,
  item: PDFDict,
  named: ReadonlyMap<string, PDFObject>,
): PDFRef | undefined {
  const action = dictAt(pdf, item, 'A');
  let target: PDFObject | undefined = pdf.context.lookup(item.get(name('Dest')) ?? action?.get(name('D')));
  if (target instanceof PDFName) target = pdf.context.lookup(named.get(target.toString()));
  if (target instanceof PDFDict) target = pdf.context.lookup(target.get(name('D')));
  const page = target instanceof PDFArray ? target.get(0) : undefined;
  return page instanceof PDFRef ? page : undefined;
}
