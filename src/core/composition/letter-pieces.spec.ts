import { expect, test } from 'vitest';
import { compareLetterPieces, letterPieces, type ComparedPiece } from './letter-pieces.js';

/** `**bold**`, `[slot opening]`, with + and - for what came and went. */
const shown = (pieces: readonly ComparedPiece[]): string =>
  pieces
    .map(({ text, bold, placeholder, kind }) => {
      const words = placeholder === null ? text : `[${`${placeholder} ${text}`.trim()}]`;
      const heavy = bold ? `<b>${words}</b>` : words;
      return kind === 'same' ? heavy : kind === 'added' ? `+(${heavy})` : `-(${heavy})`;
    })
    .join('');

test('slots and fields have a name, bold is bold, and an asterisk by itself stays', () => {
  const text =
    'Beste {{naam}},\n\n{{slot "opening"}}\n\nDoe het **vóór {{datum dag}}**, 3 * 4.\n- een\n- twee{{! niet voor de lezer }}';
  expect(shown(letterPieces(text))).toBe(
    'Beste [field naam],\n\n[slot opening]\n\nDoe het <b>vóór </b><b>[field datum dag]</b>, 3 * 4.\n\n• een\n• twee',
  );
});

test('conditions are told apart from what is filled in', () => {
  expect(shown(letterPieces('{{#if x}}Ja{{else}}Nee{{/if}} {{#unless y}}Z{{/unless}}'))).toBe(
    '[if x]Ja[else]Nee[end] [unless y]Z[end]',
  );
});

test('a difference is marked in words, in weight and in slots', () => {
  expect(shown(compareLetterPieces('Doe het nu. {{slot "a"}}', 'Doe het **nu.** {{slot "b"}}'))).toBe(
    'Doe het -(nu.)+(<b>nu.</b>) -([slot a])+([slot b])',
  );
  expect(shown(compareLetterPieces('Gelijk **vet**.', 'Gelijk **vet**.'))).toBe('Gelijk <b>vet</b>.');
});
