import { expect, test } from 'vitest';
import { readability } from './readability.js';

/**
 * Three letters hyphenated by hand, with | at the end of each sentence, so that words, sentences and syllables can be
 * counted without our own counter. There is no public corpus of Dutch government letters to measure on.
 */
const letters = {
  plain: `Wij heb·ben uw for·mu·lier nog niet. | Vul het van·daag in en stuur het te·rug. | U hoeft er geen post·ze·gel op te plak·ken. | Hebt u vra·gen? | Bel ons ge·rust. | Wij hel·pen u graag.`,
  ordinary: `U ont·vangt de·ze brief om·dat u recht hebt op een toe·slag voor de huur. | U kunt de toe·slag aan·vra·gen tot en met de laat·ste dag van sep·tem·ber. | Daar·voor heb·ben wij een be·wijs van uw in·ko·men no·dig, zo·als een jaar·op·ga·ve van uw werk·ge·ver. | Stuurt u ons die ge·ge·vens niet, dan kun·nen wij uw aan·vraag niet be·oor·de·len.`,
  office: `In·dien de be·lang·heb·ben·de ver·zuimt de ge·vraag·de be·schei·den tij·dig te o·ver·leg·gen, is het be·stuurs·or·gaan be·voegd de aan·vraag bui·ten be·han·de·ling te la·ten. | Wij ver·zoe·ken u der·hal·ve me·de·wer·king te ver·le·nen aan de vast·stel·ling van uw fi·nan·ci·ë·le si·tu·a·tie. | Te·gen de·ze be·slis·sing kan een be·zwaar·schrift wor·den in·ge·diend.`,
} as const;

/** As Douma's formula is printed in Onze Taal 46 (1977): 206.8 − 0.77 × syllables in a hundred words − 0.93 × words a sentence. */
function byHand(marked: string): { words: number; sentences: number; syllables: number; score: number } {
  const sentences = marked.split('|');
  const words = sentences.flatMap((sentence) => sentence.match(/\p{L}[\p{L}·]*/gu) ?? []);
  const syllables = words.reduce((sum, word) => sum + word.split('·').length, 0);
  const score = 206.8 - 0.77 * ((100 * syllables) / words.length) - 0.93 * (words.length / sentences.length);
  return { words: words.length, sentences: sentences.length, syllables, score };
}

test.each(Object.entries(letters))(
  '%s: the count by spelling is that by hand, and the score the published one',
  (_, marked) => {
    const hand = byHand(marked);
    const scored = readability(marked.replaceAll(/·|\| /g, ''));
    if (scored.kind !== 'value') throw new Error(scored.reason);
    expect([scored.words, scored.sentences]).toEqual([hand.words, hand.sentences]);
    expect(Math.round(scored.syllablesPerWord * scored.words)).toBe(hand.syllables);
    // The constant is 206.8 in the one print and 206.84 in the other.
    expect(Math.abs(scored.fleschDouma - hand.score)).toBeLessThan(0.05);
  },
);

test('the three stand in their order, far apart', () => {
  const scores = Object.values(letters).map((marked) => Math.round(byHand(marked).score));
  expect(scores).toEqual([98, 76, 23]);
});
