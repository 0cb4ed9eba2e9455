/**
 * The vowels of one Dutch syllable, the longest first: "ooi" in mooie is one, "ijee" in bijeen is two. Two vowels that
 * are in no group are in two syllables, as in re-ac-tie. French "eau" is one.
 */
const NUCLEUS = /aai|ooi|oei|eeu|ieu|eau|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou|[aeiouy]/g;

/** A diaeresis tells that a new syllable begins: ge-ïnd, zee-ën. */
const DIAERESIS = /([aeiou])\u0308/g;

/** What does not end a syllable: the y of royaal. */
const CONSONANT_Y = /y(?=[aeiou])/g;

/**
 * The number of syllables of a Dutch word, by its groups of vowels; at least one. A count by spelling, as
 * words are hyphenated; it is wrong where two syllables meet in a group, as in mu-se-um, which counts as two. Figures,
 * which are spoken in as many ways as there are speakers, count as one.
 */
export function syllables(word: string): number {
  const spelled = word
    .toLowerCase()
    .normalize('NFD')
    .replace(DIAERESIS, '|$1')
    .replace(/\p{M}/gu, '')
    .replace(CONSONANT_Y, 'j');
  return Math.max(1, spelled.match(NUCLEUS)?.length ?? 0);
}
