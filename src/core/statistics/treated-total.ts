import { sum } from 'simple-statistics';
import { hypergeometricLaw } from './hypergeometric-law.js';

/** A number in [0, 1); chance is passed in, so that a seed gives the same draws again. */
export type RandomSource = () => number;

/** A block of units in which some were treated, and what their total could have been under another assignment. */
export interface RandomisedBlock {
  readonly size: number;
  readonly treated: number;
  /** Total of the outcomes of the treated, as it came out. */
  readonly treatedTotal: number;
  /** Total of all outcomes of the block. */
  readonly total: number;
  /** Probability of each total of the treated; null when there are too many totals to list. */
  readonly law: ReadonlyMap<number, number> | null;
  /** The total under an assignment drawn at random. */
  readonly draw: (random: RandomSource) => number;
}

/** More different totals than this are sampled: a list of them would take seconds and hundreds of megabytes. */
export const MOST_TOTALS = 200_000;

/** A block of units with any outcomes; with two kinds of outcome the law is hypergeometric, whatever the size. */
export function blockOfOutcomes(
  outcomes: readonly number[],
  treatedOutcomes: readonly number[],
): RandomisedBlock {
  const values = [...new Set(outcomes)].sort((a, b) => a - b);
  const treated = treatedOutcomes.length;
  if (values.length <= 2) {
    const [low = 0, high = low + 1] = values;
    const highs = (list: readonly number[]): number => list.filter((outcome) => outcome === high).length;
    return blockOfTwoValues(
      treated,
      outcomes.length - treated,
      highs(treatedOutcomes),
      highs(outcomes),
      low,
      high,
    );
  }
  return {
    size: outcomes.length,
    treated,
    treatedTotal: sum(treatedOutcomes),
    total: sum(outcomes),
    law: lawOfTotal(outcomes, treated),
    draw: (random) => drawTotal(outcomes, treated, random),
  };
}

function blockOfTwoValues(
  treated: number,
  others: number,
  treatedHighs: number,
  highs: number,
  low: number,
  high: number,
): RandomisedBlock {
  const { least, probabilities } = hypergeometricLaw(treated, others, highs);
  const totalOf = (count: number): number => low * treated + (high - low) * count;
  const law =
    probabilities.length > MOST_TOTALS
      ? null
      : new Map(Array.from(probabilities, (probability, i) => [totalOf(least + i), probability] as const));
  return {
    size: treated + others,
    treated,
    treatedTotal: totalOf(treatedHighs),
    total: low * (treated + others) + (high - low) * highs,
    law,
    draw: (random) => totalOf(least + placeOf(random(), probabilities)),
  };
}

/** The first place at which the cumulated probabilities pass `u`. */
function placeOf(u: number, probabilities: Float64Array): number {
  let cumulated = 0;
  for (const [place, probability] of probabilities.entries()) {
    cumulated += probability;
    if (u < cumulated) return place;
  }
  return probabilities.length - 1;
}

/** Probability of each total, by adding the units one by one: per number treated so far, the law of their total. */
function lawOfTotal(outcomes: readonly number[], treated: number): Map<number, number> | null {
  let laws: ReadonlyMap<number, number>[] = [new Map([[0, 1]])];
  for (const [seen, outcome] of outcomes.entries()) {
    if (laws.reduce((size, law) => size + law.size, 0) > MOST_TOTALS) return null;
    const left = outcomes.length - seen;
    const next = Array.from({ length: laws.length + 1 }, () => new Map<number, number>());
    const add = (chosen: number, total: number, probability: number): void => {
      const law = next[chosen];
      if (probability > 0) law?.set(total, (law.get(total) ?? 0) + probability);
    };
    for (const [chosen, law] of laws.entries()) {
      const chance = Math.min(1, Math.max(0, (treated - chosen) / left));
      for (const [total, probability] of law) {
        add(chosen + 1, total + outcome, probability * chance);
        add(chosen, total, probability * (1 - chance));
      }
    }
    laws = next;
  }
  return new Map(laws[treated]);
}

/** Selection sampling, in one pass (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S). */
function drawTotal(outcomes: readonly number[], treated: number, random: RandomSource): number {
  let needed = treated;
  let total = 0;
  for (let i = 0; i < outcomes.length && needed > 0; i += 1) {
    if (random() * (outcomes.length - i) < needed) {
      total += outcomes[i] ?? 0;
      needed -= 1;
    }
  }
  return total;
}
