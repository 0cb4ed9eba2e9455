import { expect, test } from 'vitest';
import { syllables } from './syllables.js';

// Hyphenated as Dutch spelling does.
test.each([
  ['brief'],
  ['for-mu-lier'],
  ['stuurt'],
  ['te-rug'],
  ['mooi-e'],
  ['koei-en'],
  ['nieu-we'],
  ['ui-en'],
  ['bij-een'],
  ['vrij-e'],
  ['re-ac-tie'],
  ['sta-ti-on'],
  ['bu-reau'],
  ['zee-ën'],
  ['be-ëin-di-gen'],
  ['ge-ïnd'],
  ['fi-nan-ci-ë-le'],
  ['of-fi-ci-eel'],
  ['ro-yaal'],
  ['ba-by'],
  ['één'],
  ['vóór'],
  ['be-las-ting-dienst'],
  ['por-to-vrij-e'],
  ['staats-se-cre-ta-ris'],
  ['IJs-sel-meer'],
])('%s', (hyphenated) => {
  expect(syllables(hyphenated.replaceAll('-', ''))).toBe(hyphenated.split('-').length);
});

test.each([['2026'], ['b'], ['8.00'], ['']])('%j counts as one', (word) => {
  expect(syllables(word)).toBe(1);
});
