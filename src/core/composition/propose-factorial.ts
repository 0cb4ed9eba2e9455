import { powerOfDesign, recipientsNeeded, type FactorialDesign } from '../statistics/design-power.js';

/** What of a trial decides how many techniques it can tell apart. */
export interface CarryingTrial extends Omit<FactorialDesign, 'kind' | 'factors' | 'order'> {
  readonly recipients: number;
  /** The smallest uplift worth having, as a proportion. */
  readonly uplift: number;
  /** The power that is wanted for it. */
  readonly power: number;
}

/** A design that tells techniques apart, or the recipients that even two arms would need. */
export type FactorialProposal =
  | {
      readonly kind: 'factorial';
      /** Of the techniques that were asked for, the first so many. */
      readonly factors: number;
      /** For each arm the places of the techniques that are on; the first arm has none. */
      readonly arms: readonly (readonly number[])[];
      /** How much of the full design it is: 1, 1/2, 1/4, … */
      readonly fraction: number;
      /** Of a fraction (Box and Hunter): 3 confuses a technique with pairs of others, 4 with triples, 5 with fours. */
      readonly resolution: number | 'full';
    }
  | { readonly kind: 'too-few-recipients'; readonly needed: number | undefined };

/** More techniques than this make no letter, nor a fraction that anybody reads. */
const MOST_FACTORS = 7;

/** Responses, and non-responses, that an arm should expect for its count to be near to normal (Cochran 1954). */
const LEAST_EXPECTED = 5;

interface Fraction {
  readonly resolution: number;
  /** For each technique beyond the basic ones, the basic ones whose product it is. */
  readonly generators: readonly (readonly number[])[];
}

/**
 * The regular two-level fractions of the highest resolution, from large to small (Box, Hunter and Hunter 2005,
 * Statistics for Experimenters, table 6.22). Places are those of the techniques: 0 is A, 1 is B.
 */
const fractions: Readonly<Record<number, readonly Fraction[]>> = {
  3: [{ resolution: 3, generators: [[0, 1]] }],
  4: [{ resolution: 4, generators: [[0, 1, 2]] }],
  5: [
    { resolution: 5, generators: [[0, 1, 2, 3]] },
    {
      resolution: 3,
      generators: [
        [0, 1],
        [0, 2],
      ],
    },
  ],
  6: [
    { resolution: 6, generators: [[0, 1, 2, 3, 4]] },
    {
      resolution: 4,
      generators: [
        [0, 1, 2],
        [1, 2, 3],
      ],
    },
    {
      resolution: 3,
      generators: [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
    },
  ],
  7: [
    { resolution: 7, generators: [[0, 1, 2, 3, 4, 5]] },
    {
      resolution: 4,
      generators: [
        [0, 1, 2, 3],
        [0, 1, 3, 4],
      ],
    },
    {
      resolution: 4,
      generators: [
        [0, 1, 2],
        [1, 2, 3],
        [0, 2, 3],
      ],
    },
    {
      resolution: 3,
      generators: [
        [0, 1],
        [0, 2],
        [1, 2],
        [0, 1, 2],
      ],
    },
  ],
};

/**
 * The arms of a design, each as the places of what is on. Of the fractions with the same generators the one with the
 * letter without any technique is taken: it is the agency's own letter, and the reference.
 */
function armsOf(factors: number, generators: readonly (readonly number[])[]): number[][] {
  const basic = factors - generators.length;
  return Array.from({ length: 2 ** basic }, (_, run) => {
    const isOn = (place: number): boolean => ((run >> place) & 1) === 1;
    const on = Array.from({ length: basic }, (_place, place) => place).filter(isOn);
    // In signs: the product of the basic ones, with the sign that leaves it off where all of them are.
    const generated = generators.flatMap((word, place) =>
      word.filter(isOn).length % 2 === 1 ? [basic + place] : [],
    );
    return [...on, ...generated];
  });
}

/**
 * The largest design that this many recipients can carry: all techniques in a full factorial where each arm is large
 * enough, else the smallest fraction that is, else fewer techniques. A main effect compares one half of all recipients
 * with the other, in a fraction as in the full design: what a fraction saves is arms, what it costs is that
 * interactions are confused.
 * @param techniques how many are to be told apart; at least 1
 */
export function proposeFactorial(techniques: number, trial: CarryingTrial): FactorialProposal {
  const { recipients, uplift, power, baseline, designEffect } = trial;
  const design = (factors: number): FactorialDesign => ({ ...trial, kind: 'factorial', factors, order: 1 });
  const reaches = (factors: number): boolean =>
    [uplift, -uplift].some((size) => {
      const reached = powerOfDesign(design(factors), recipients, size);
      return reached.kind === 'value' && reached.power >= power;
    });
  const fits = (arms: number): boolean =>
    (recipients / designEffect / arms) * Math.min(baseline, 1 - baseline) >= LEAST_EXPECTED;
  for (let factors = Math.min(techniques, MOST_FACTORS); factors >= 1; factors -= 1) {
    if (!reaches(factors)) continue;
    const candidates = [{ resolution: 'full' as const, generators: [] }, ...(fractions[factors] ?? [])];
    const found = candidates.find(({ generators }) => fits(2 ** (factors - generators.length)));
    if (found === undefined) continue;
    const { generators, resolution } = found;
    const arms = armsOf(factors, generators);
    return { kind: 'factorial', factors, arms, fraction: 2 ** -generators.length, resolution };
  }
  const needed = recipientsNeeded(design(1), uplift, power);
  return {
    kind: 'too-few-recipients',
    needed: needed.kind === 'value' ? needed.recipients : undefined,
  };
}
