import { bureaucraticWords } from './bureaucratic-words.js';
import { readability, sentencesOf } from './readability.js';

/** A stretch of a letter, with what makes it hard to read. */
export interface PlainPart {
  readonly text: string;
  /** Whether it is in a sentence that is too long. */
  readonly long: boolean;
  readonly word?: 'passive' | 'bureaucratic';
  /** What public writing guides say instead. */
  readonly instead?: string;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly word: 'passive' | 'bureaucratic';
  readonly instead?: string;
}

const NOT_BEFORE = '(?<![\\p{L}\\p{N}-])';
const NOT_AFTER = '(?![\\p{L}\\p{N}-])';

const BUREAUCRATIC = new RegExp(
  `${NOT_BEFORE}(${Object.keys(bureaucraticWords)
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(' ', '\\s+'))
    .join('|')})${NOT_AFTER}`,
  'giu',
);

/** Forms of "worden"; with a participle they make a sentence passive. */
const WORDEN = new RegExp(`${NOT_BEFORE}(word|wordt|worden|werd|werden)${NOT_AFTER}`, 'iu');
/** Forms of "zijn" make one passive where the doer is told: "is door ons verstuurd". */
const ZIJN = new RegExp(`${NOT_BEFORE}(is|zijn|was|waren)${NOT_AFTER}`, 'iu');
const DOOR = new RegExp(`${NOT_BEFORE}door${NOT_AFTER}`, 'iu');

/** Past participles by their form: ge…d, ge…t, ge…en (also after a separable part: opgestuurd), be…d, ver…t. */
const PARTICIPLE = new RegExp(
  `${NOT_BEFORE}((?:\\p{Ll}{2,7})?ge\\p{Ll}{2,}(?:d|t|en)|(?:be|her|ont|ver|er)\\p{Ll}{2,}(?:d|t)|(?:\\p{Ll}{2,5})?(?:gegeven|verzonden|ontvangen|besloten|betrokken|bewezen|verkregen|onderzocht|overgemaakt|toegekend))${NOT_AFTER}`,
  'u',
);

/** Words of that form that are none: nouns, infinitives and adjectives that letters are full of. */
const NO_PARTICIPLE =
  /^(be(?:drijf|leid|slist|richt|stand|tekent|zit|drag)\p{Ll}*|ge(?:bied|biedt|bruiken|beuren|beurt|deelten|dragen|durende|duld|halten|heugen|leden|luid|loven|meenten|meten|middeld|nieten|nezen|not|richt|rechten|schikt|schriften|slachten|sprekken|tallen|vallen|ven|volgen|wichten|woonten|zicht|zinnen|zond|zondheid|ld|ldt|lden)|verstand|verband|vervolgens|ver(?:der|moed|eist)|bericht|bestand)$/u;

/** A clause ends where a comma, a colon or a semicolon is. */
const CLAUSE = /[^,;:]+/g;

function passiveIn(clause: string, at: number): Span[] {
  const auxiliary = WORDEN.exec(clause) ?? (DOOR.test(clause) ? ZIJN.exec(clause) : null);
  if (auxiliary === null) return [];
  const words = [...clause.matchAll(new RegExp(PARTICIPLE.source, 'gu'))];
  const participle = words.find(([word]) => !NO_PARTICIPLE.test(word));
  if (participle === undefined) return [];
  return [auxiliary, participle].map((match) => ({
    from: at + match.index,
    to: at + match.index + match[0].length,
    word: 'passive',
  }));
}

/** Each sentence with its place; sentences are stretches of the text, in order. */
function placedSentences(text: string): { readonly from: number; readonly sentence: string }[] {
  let after = 0;
  return sentencesOf(text).map((sentence) => {
    const from = text.indexOf(sentence, after);
    after = from + sentence.length;
    return { from, sentence };
  });
}

/**
 * A letter in stretches, with what makes it hard to read marked: sentences that are too long, words that public writing
 * guides advise against, and passive sentences. Passive is told by its form: "worden" with a past participle in one
 * clause, or "zijn" with one where "door" is there too. It misses some ("is besloten") and may take an adjective for a
 * participle; it is a mark for a writer to look at and no count to compare arms by.
 * @param text a letter with its fields filled in, as `plainText` gives it
 */
export function plainParts(text: string): PlainPart[] {
  const scored = readability(text);
  const tooLong = new Set(scored.kind === 'value' ? scored.longSentences : []);
  const sentences = placedSentences(text);
  const passive = sentences.flatMap(({ from, sentence }) =>
    [...sentence.matchAll(CLAUSE)].flatMap((clause) => passiveIn(clause[0], from + clause.index)),
  );
  const bureaucratic = [...text.matchAll(BUREAUCRATIC)].map((match): Span => {
    const instead = bureaucraticWords[match[0].toLowerCase().replaceAll(/\s+/g, ' ')];
    const span = { from: match.index, to: match.index + match[0].length, word: 'bureaucratic' } as const;
    return instead === undefined ? span : { ...span, instead };
  });
  const long = sentences.flatMap(({ from, sentence }) =>
    tooLong.has(sentence) ? [{ from, to: from + sentence.length }] : [],
  );
  const edges = [
    0,
    text.length,
    ...[...passive, ...bureaucratic, ...long].flatMap(({ from, to }) => [from, to]),
  ];
  const cuts = [...new Set(edges)].toSorted((a, b) => a - b);
  return cuts.slice(0, -1).map((from, place): PlainPart => {
    const to = cuts[place + 1] ?? text.length;
    const within = (span: { readonly from: number; readonly to: number }): boolean =>
      span.from <= from && to <= span.to;
    const span = bureaucratic.find(within) ?? passive.find(within);
    return {
      text: text.slice(from, to),
      long: long.some(within),
      ...(span !== undefined && { word: span.word }),
      ...(span?.instead !== undefined && { instead: span.instead }),
    };
  });
}
