import { plainText, type Block } from './compose.js';
import { difference } from './difference.js';
import { proposeFactorial, type CarryingTrial, type FactorialProposal } from './propose-factorial.js';
import { readability, readabilityDifferences, type ReadabilityDifference } from './readability.js';
import { inseparable } from './separable.js';

/** One arm's letter, as it is about to be compared with the others. */
export interface ComparedVariant {
  readonly arm: string;
  /** False for the arm that gets no letter. */
  readonly letter: boolean;
  /** The elements that the arm declares. */
  readonly elements: readonly string[];
  readonly subject: string;
  /** The composed letter; undefined where there is none, or its words are not known. */
  readonly blocks: readonly Block[] | undefined;
  /** The same with a value for each field, for counting words; undefined as `blocks`. */
  readonly filled: readonly Block[] | undefined;
  /** Whatever else of the mailing may differ by arm: paper, envelope, type size. Empty where nothing can. */
  readonly layout: Readonly<Record<string, string>>;
}

/** A technique's text, by its id. */
export interface ComparedElement {
  readonly id: string;
  readonly technique: string;
}

/** Something in which arms differ beside what they declare, so that the trial tests that as well. */
export type Confound =
  /** Words outside all elements: those that the reference has and the arm has not, and the other way round. */
  | { readonly kind: 'words'; readonly arm: string; readonly removed: string; readonly added: string }
  /** The same words, set differently outside all elements: bold, or as a list. */
  | { readonly kind: 'typography'; readonly arm: string }
  | {
      readonly kind: 'layout';
      readonly arm: string;
      readonly key: string;
      readonly values: readonly [string, string];
    }
  | { readonly kind: 'undeclared'; readonly arm: string; readonly element: string }
  /** Declared, but without a word in the letter. */
  | { readonly kind: 'absent'; readonly arm: string; readonly element: string }
  /** An element that is (partly) bold, whose technique is not to stand out. */
  | { readonly kind: 'emphasis'; readonly element: string }
  /** Several techniques at once that no other arms tell apart. */
  | {
      readonly kind: 'bundle';
      readonly arm: string;
      /** One of each technique, in the arm's order. */
      readonly elements: readonly string[];
      readonly proposal: FactorialProposal;
    }
  /** A letter with techniques beside no letter at all, and no letter without techniques. */
  | { readonly kind: 'letter-itself'; readonly arm: string }
  | {
      readonly kind: ReadabilityDifference['kind'];
      /** Of the shortest and the longest letter, or the hardest and the easiest. */
      readonly arms: readonly [string, string];
      /** Words, or points of Flesch–Douma. */
      readonly values: readonly [number, number];
    };

/** The technique that consists of standing out. */
const SALIENCE = 'salience';

/** A switch that no element has: whether there is a letter at all. */
const LETTER = '(letter)';

type Written = ComparedVariant & { readonly blocks: readonly Block[] };

const hasWords = (variant: ComparedVariant): variant is Written => variant.blocks !== undefined;

/** The letter without its elements: what all arms are to have alike. */
const withoutElements = (blocks: readonly Block[]): Block[] =>
  blocks
    .map((block) => ({ ...block, runs: block.runs.filter(({ element }) => element === null) }))
    .filter(({ runs }) => runs.some(({ text }) => text.trim() !== ''));

const commonWords = ({ subject, blocks }: Written): string =>
  `${subject}\n\n${plainText(withoutElements(blocks))}`;

/** Words, and how each stretch of them is set. */
const setting = ({ blocks }: Written): string =>
  JSON.stringify(
    withoutElements(blocks).map(({ kind, runs }) => [
      kind,
      runs.filter(({ text }) => text !== '').map(({ text, bold }) => [text, bold]),
    ]),
  );

function wordsBeside(reference: Written, other: Written): Confound[] {
  const [first, second] = [commonWords(reference), commonWords(other)];
  if (first === second) {
    return setting(reference) === setting(other) ? [] : [{ kind: 'typography', arm: other.arm }];
  }
  const parts = difference(first, second);
  const of = (kind: 'removed' | 'added'): string =>
    parts
      .filter((part) => part.kind === kind)
      .map(({ text }) => text.trim())
      .filter((text) => text !== '')
      .join(' … ');
  return [{ kind: 'words', arm: other.arm, removed: of('removed'), added: of('added') }];
}

function layoutBeside(reference: ComparedVariant, other: ComparedVariant): Confound[] {
  const keys = new Set([...Object.keys(reference.layout), ...Object.keys(other.layout)]);
  return [...keys].flatMap((key): Confound[] => {
    const values = [reference.layout[key] ?? '', other.layout[key] ?? ''] as const;
    return values[0] === values[1] ? [] : [{ kind: 'layout', arm: other.arm, key, values }];
  });
}

function elementsIn({ arm, elements, blocks }: Written): Confound[] {
  const present = new Set(
    blocks.flatMap(({ runs }) =>
      runs.flatMap(({ element, text }) => (element !== null && text.trim() !== '' ? [element] : [])),
    ),
  );
  return [
    ...[...present]
      .filter((element) => !elements.includes(element))
      .map((element): Confound => ({ kind: 'undeclared', arm, element })),
    ...elements
      .filter((element) => !present.has(element))
      .map((element): Confound => ({ kind: 'absent', arm, element })),
  ];
}

function emphasised(variants: readonly Written[], elements: readonly ComparedElement[]): Confound[] {
  const runs = variants.flatMap(({ blocks }) => blocks.flatMap((block) => block.runs));
  return elements
    .filter(({ technique }) => technique !== SALIENCE)
    .filter(({ id }) => runs.some(({ element, bold, text }) => element === id && bold && text.trim() !== ''))
    .map(({ id }) => ({ kind: 'emphasis', element: id }));
}

/** One element of each technique, in order. */
function oneOfEach(ids: readonly string[], techniqueOf: ReadonlyMap<string, string>): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => {
    const technique = techniqueOf.get(id) ?? id;
    const isNew = !seen.has(technique);
    seen.add(technique);
    return isNew;
  });
}

function bundles(
  variants: readonly ComparedVariant[],
  reference: ComparedVariant,
  elements: readonly ComparedElement[],
  trial: CarryingTrial,
): Confound[] {
  const techniqueOf = new Map(elements.map(({ id, technique }) => [id, technique]));
  const together = inseparable(
    variants.map((variant) => new Set([...variant.elements, ...(variant.letter ? [LETTER] : [])])),
  );
  // Arms with the same bundle are one thing to mend.
  const told = new Set<string>();
  return variants.flatMap((variant): Confound[] => {
    const beside = (one: ComparedVariant, other: ComparedVariant): string[] =>
      oneOfEach(
        one.elements.filter((id) => together.has(id) && !other.elements.includes(id)),
        techniqueOf,
      );
    const [on, off] = [beside(variant, reference), beside(reference, variant)];
    const several = on.length >= off.length ? on : off;
    const key = several.toSorted().join(' ');
    if (told.has(key)) return [];
    told.add(key);
    if (several.length >= 2) {
      const proposal = proposeFactorial(several.length, trial);
      return [{ kind: 'bundle', arm: variant.arm, elements: several, proposal }];
    }
    // With one technique it is the letter that can't be told from it.
    const letterToo = variant.letter !== reference.letter && together.has(LETTER);
    return letterToo && several.length === 1 ? [{ kind: 'letter-itself', arm: variant.arm }] : [];
  });
}

/**
 * What arms differ in beside the elements that they declare, and what can't be told apart among those. A trial with
 * any of these may be done, but its author should know.
 * @param variants the arms that are drawn, in the protocol's order
 * @param reference id of the reference arm
 */
export function confounds(
  variants: readonly ComparedVariant[],
  reference: string,
  elements: readonly ComparedElement[],
  trial: CarryingTrial,
): Confound[] {
  const own = variants.find(({ arm }) => arm === reference) ?? variants[0];
  if (own === undefined) return [];
  const written = variants.filter(hasWords);
  // Where the reference arm gets no letter, the letters are held against the first one.
  const first = hasWords(own) ? own : written[0];
  const scored = written.map(({ filled }) => readability(plainText(filled ?? [])));
  const armOf = (place: number): string => written[place]?.arm ?? '';
  return [
    ...(first === undefined
      ? []
      : written.filter((other) => other !== first).flatMap((other) => wordsBeside(first, other))),
    ...variants
      .filter(({ letter }) => letter)
      .flatMap((other) => (own.letter ? layoutBeside(own, other) : [])),
    ...written.flatMap(elementsIn),
    ...emphasised(written, elements),
    ...bundles(variants, own, elements, trial),
    ...readabilityDifferences(scored).map(({ kind, arms, values }): Confound => ({
      kind,
      arms: [armOf(arms[0]), armOf(arms[1])],
      values,
    })),
  ];
}
