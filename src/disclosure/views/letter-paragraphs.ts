import type { Block, Run } from '../../core/composition/compose.js';
import type { LetterParagraphView, LetterRunView } from './letter-view.js';

const isBlank = ({ text }: Run): boolean => text.trim() === '';

/**
 * A letter's text as it was printed, for a page: what was bold is bold, a list is a list, and a paragraph that its
 * condition left out leaves no white line. Where arms differ in nothing but bold type, a reader sees that here.
 * @param blocks filled in for one reader
 * @param markOf the number of an element on the page
 */
export function letterParagraphs(
  blocks: readonly Block[],
  markOf: (element: string) => number | undefined,
): LetterParagraphView[] {
  const shown = blocks.filter(({ runs }) => !runs.every(isBlank));
  const isItem = (place: number): boolean => shown[place]?.kind === 'item';
  return shown.map(({ runs }, place) => ({
    runs: runs.filter(({ text }) => text !== '').map((run) => runView(run, markOf)),
    ...(runs.every((run) => run.bold || isBlank(run)) && { heading: true }),
    ...(isItem(place) && { item: { first: !isItem(place - 1), last: !isItem(place + 1) } }),
  }));
}

function runView(
  { text, bold, element }: Run,
  markOf: (element: string) => number | undefined,
): LetterRunView {
  const mark = element === null ? undefined : markOf(element);
  return { text, ...(mark !== undefined && { mark }), ...(bold && { bold }) };
}
