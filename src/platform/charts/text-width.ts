import * as vega from 'vega';

/** How Vega measures the text that it makes room for: exported, and left out of its types. */
interface TextMetrics {
  width: (item: { readonly fontSize?: number }, text: unknown) => number;
}

const hasTextMetrics = (library: object): library is { readonly textMetrics: TextMetrics } =>
  'textMetrics' in library;

/** Mean advance of the letters of Source Sans 3, in em; Dutch text of labels varies some five per cent around it. */
const EM_PER_LETTER = 0.52;

/**
 * Without a canvas Vega takes every letter for 0.8 em wide, and then leaves so much room for labels that a chart
 * shrinks on a phone. This tells it what our typeface really needs.
 */
export function measureWithOurTypeface(): void {
  const library: object = vega;
  if (!hasTextMetrics(library)) throw new Error('This version of Vega measures text in another way');
  library.textMetrics.width = ({ fontSize = 11 }, text) =>
    typeof text === 'string' || typeof text === 'number' ? String(text).length * fontSize * EM_PER_LETTER : 0;
}
