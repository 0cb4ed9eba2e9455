import { expect, test } from 'vitest';
import { letterParagraphs } from './letter-paragraphs.js';

const run = (text: string, bold = false, element: string | null = null) => ({ text, bold, element });
const markOf = (element: string) => (element === 'norm' ? 3 : undefined);

test('bold words stay bold, and a paragraph that is all bold is a heading', () => {
  const [heading, text] = letterParagraphs(
    [
      { kind: 'paragraph', runs: [run('Wat vragen wij?', true)] },
      { kind: 'paragraph', runs: [run('Stuur het '), run('op tijd', true, 'norm'), run(' terug.')] },
    ],
    markOf,
  );
  expect(heading).toEqual({ runs: [{ text: 'Wat vragen wij?', bold: true }], heading: true });
  expect(text).toEqual({
    runs: [{ text: 'Stuur het ' }, { text: 'op tijd', mark: 3, bold: true }, { text: ' terug.' }],
  });
});

test('each list is opened once and closed once, also when it has one item', () => {
  const item = (text: string) => ({ kind: 'item' as const, runs: [run(text)] });
  const parts = letterParagraphs(
    [item('a'), item('b'), { kind: 'paragraph', runs: [run('tussen')] }, item('c')],
    markOf,
  );
  expect(parts.map((part) => part.item)).toEqual([
    { first: true, last: false },
    { first: false, last: true },
    undefined,
    { first: true, last: true },
  ]);
});

test('what a condition left out leaves nothing behind', () => {
  const left = letterParagraphs(
    [
      { kind: 'item', runs: [run('a')] },
      { kind: 'item', runs: [run(' '), run('', true)] },
    ],
    markOf,
  );
  expect(left).toEqual([{ runs: [{ text: 'a' }], item: { first: true, last: true } }]);
});
