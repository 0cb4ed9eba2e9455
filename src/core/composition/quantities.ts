/** What stands before a figure in words: nothing (or "about"), or the side of it on which the truth is. */
export type Hedge = 'none' | 'more' | 'amply' | 'less' | 'nearly';

/** A share that a text names: so many out of so many, in the steps in which it was written. */
export interface Quantity {
  readonly kind: 'out-of' | 'percentage' | 'fraction';
  readonly part: number;
  /** Of a percentage 100, with a decimal 1000; of a fraction twenty: half of the people is 47.5 to 52.5%. */
  readonly whole: number;
  readonly hedge: Hedge;
}

/** Numbers that a letter may write as a word. */
const NUMBERS: Readonly<Record<string, number>> = {
  een: 1,
  één: 1,
  eén: 1,
  twee: 2,
  drie: 3,
  vier: 4,
  vijf: 5,
  zes: 6,
  zeven: 7,
  acht: 8,
  negen: 9,
  tien: 10,
  twintig: 20,
  honderd: 100,
  duizend: 1000,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

/** Fractions by name. A half of more than half is judged as a majority beside this. */
const FRACTIONS: Readonly<Record<string, number>> = {
  'de helft': 1 / 2,
  driekwart: 3 / 4,
  'drie kwart': 3 / 4,
  'drie vierde': 3 / 4,
  'een kwart': 1 / 4,
  'een derde': 1 / 3,
  eenderde: 1 / 3,
  'twee derde': 2 / 3,
  tweederde: 2 / 3,
  'een vijfde': 1 / 5,
  'twee vijfde': 2 / 5,
  'drie vijfde': 3 / 5,
  'vier vijfde': 4 / 5,
  'een tiende': 1 / 10,
  'three quarters': 3 / 4,
  'a quarter': 1 / 4,
  'two thirds': 2 / 3,
  'a third': 1 / 3,
  half: 1 / 2,
};
/** Steps in which a fraction by name is read: within 2.5 percentage points of it. */
const FRACTION_STEPS = 20;

const HEDGES: readonly (readonly [words: string, hedge: Hedge])[] = [
  ['meer dan|more than|over', 'more'],
  ['ruim', 'amply'],
  ['minder dan|less than|fewer than', 'less'],
  ['bijna|nearly|almost', 'nearly'],
  ["ongeveer|circa|zo’n|zo'n|about", 'none'],
];
const HEDGE = `(?:(${HEDGES.map(([words]) => words).join('|')})\\s+)?`;
const NUMBER = `\\d{1,3}(?:\\.\\d{3})+|\\d+|${Object.keys(NUMBERS).join('|')}`;
const BEFORE = '(?<![\\p{L}\\d.,])';
const AFTER = '(?![\\p{L}\\d])';

const OUT_OF = new RegExp(
  `${BEFORE}${HEDGE}(${NUMBER})\\s+(?:(?:van|op)\\s+(?:de|elke|iedere)|out of(?:\\s+every)?)\\s+(${NUMBER})${AFTER}`,
  'giu',
);
const PERCENT = new RegExp(`${BEFORE}${HEDGE}(\\d+)(?:[.,](\\d+))?\\s*(?:%|procent|per cent|percent)`, 'giu');
const FRACTION = new RegExp(`${BEFORE}${HEDGE}(${Object.keys(FRACTIONS).join('|')})${AFTER}`, 'giu');

const numberOf = (word: string): number => NUMBERS[word.toLowerCase()] ?? Number(word.replaceAll('.', ''));

function hedgeOf(words: string | undefined): Hedge {
  const said = words?.toLowerCase() ?? '';
  return HEDGES.find(([list]) => list.split('|').includes(said))?.[1] ?? 'none';
}

/** The shares that a text names, in Dutch or English: "9 van de 10", "21.840 van de 38.700", "bijna 90%", "driekwart". */
export function quantitiesIn(text: string): Quantity[] {
  return [
    ...[...text.matchAll(OUT_OF)].map(([, hedge, part = '', whole = '']): Quantity => ({
      kind: 'out-of',
      part: numberOf(part),
      whole: numberOf(whole),
      hedge: hedgeOf(hedge),
    })),
    ...[...text.matchAll(PERCENT)].map(([, hedge, whole = '', decimals = '']): Quantity => ({
      kind: 'percentage',
      // In units of the last decimal that is written, so that the rounding is that of the words.
      part: Number(whole + decimals),
      whole: 100 * 10 ** decimals.length,
      hedge: hedgeOf(hedge),
    })),
    ...[...text.matchAll(FRACTION)].map(([, hedge, words = '']): Quantity => {
      const said = FRACTIONS[words.toLowerCase()] ?? 0;
      return { kind: 'fraction', part: said * FRACTION_STEPS, whole: FRACTION_STEPS, hedge: hedgeOf(hedge) };
    }),
  ];
}
