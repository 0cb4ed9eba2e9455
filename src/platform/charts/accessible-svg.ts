import { createHash } from 'node:crypto';

/** What a drawing shows, in words: read out in place of the picture. */
export interface DrawingWords {
  readonly title: string;
  readonly description: string;
}

/**
 * Gives an SVG its words (title and desc) and ids that are the page's only ones.
 * @param kind told apart where the same drawing stands on a page twice, narrow and wide
 */
export function withWords(svg: string, { title, description }: DrawingWords, kind: string): string {
  const id = `chart-${createHash('sha256')
    .update(title + kind + svg)
    .digest('hex')
    .slice(0, 10)}`;
  const words = `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(description)}</desc>`;
  return svg.replace(
    /^<svg\b([^>]*)>/,
    (_whole, attributes: string) =>
      `<svg${attributes.replace(/ class="[^"]*"/, '')} class="chart__drawing" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">${words}`,
  );
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
