import { type Result, undefinedResult, value } from './result.js';
import { blockOfOutcomes, MOST_TOTALS, type RandomisedBlock, type RandomSource } from './treated-total.js';

/** A unit's outcome, its arm and its block; a unit is what was randomised. */
export interface RandomisedUnit {
  /** 0 or 1 for a recipient's response; a number of responses for a cluster. */
  readonly outcome: number;
  readonly treated: boolean;
  readonly block: string | number;
}

export interface RandomisationTest {
  /** Σ over blocks of (units of the block / all units) × (mean of the treated − mean of the others). */
  readonly difference: number;
  /** How many assignments keep the number treated in every block; null when that is beyond any number. */
  readonly assignments: number | null;
  readonly twoSided: number;
  readonly greater: number;
  readonly less: number;
  /** Two-sided by the distance of the treated total from its expectation: equal to `twoSided` with one block. */
  readonly twoSidedLinear: number;
  /** `exact`: every assignment counted; `drawn`: a sample of them. */
  readonly procedure: 'exact' | 'drawn';
  /** Standard error of `twoSided` from the drawing; 0 when exact. */
  readonly monteCarloError: number;
}

/** Statistics closer than this are the same number, differently rounded. */
const SAME = 1e-9;
const DRAWS = 10_000;

/**
 * Randomisation test of the sharp hypothesis that nobody's response depends on the arm: how often would the draw alone
 * give a difference this large. On units, one by one: a cluster has its number of responses as its outcome. Exact where
 * the differences that are possible can be listed (one block of recipients of any size, or few blocks), otherwise by
 * drawing assignments. Blocks without both arms tell nothing and are left out.
 * @param random where the draws come from, when counting is not feasible
 * @param draws how many assignments are then drawn
 * @returns undefined `empty-arm` when no block has both arms
 * @see Fisher (1935) The Design of Experiments, 21; Phipson & Smyth (2010) Stat. Appl. Genet. Mol. Biol. 9, 39, for
 *   the +1 in drawn p-values
 */
export function randomisationTestOfUnits(
  units: readonly RandomisedUnit[],
  random: RandomSource,
  draws = DRAWS,
): Result<RandomisationTest> {
  const byBlock = new Map<string | number, { all: number[]; treated: number[] }>();
  for (const { outcome, treated, block } of units) {
    const outcomes = byBlock.get(block) ?? { all: [], treated: [] };
    outcomes.all.push(outcome);
    if (treated) outcomes.treated.push(outcome);
    byBlock.set(block, outcomes);
  }
  const both = [...byBlock.values()].filter(
    ({ all, treated }) => treated.length > 0 && treated.length < all.length,
  );
  return testOfBlocks(
    both.map(({ all, treated }) => blockOfOutcomes(all, treated)),
    random,
    draws,
  );
}

/** Σ weight × (treated total − its expectation): the difference of means, or the plain total, by the weights. */
interface Statistic {
  readonly weights: readonly number[];
  readonly of: (totals: readonly number[]) => number;
}

function testOfBlocks(
  blocks: readonly RandomisedBlock[],
  random: RandomSource,
  draws: number,
): Result<RandomisationTest> {
  if (blocks.length === 0) return undefinedResult('empty-arm');
  const everyone = blocks.reduce((sum, { size }) => sum + size, 0);
  const difference = statistic(
    blocks,
    ({ size, treated }) => ((size / everyone) * size) / (treated * (size - treated)),
  );
  const linear = statistic(blocks, () => 1);
  const observed = blocks.map(({ treatedTotal }) => treatedTotal);
  const assignments = blocks.reduce((product, { size, treated }) => product * choose(size, treated), 1);
  const common = {
    difference: difference.of(observed),
    assignments: Number.isFinite(assignments) ? assignments : null,
  };
  const law = lawOf(blocks, difference);
  const linearLaw = lawOf(blocks, linear);
  if (law === null || linearLaw === null) {
    const tails = drawnTails(blocks, [difference, linear], random, draws);
    const p = tails[0].twoSided;
    const monteCarloError = Math.sqrt((p * (1 - p)) / (draws + 1));
    return value({
      ...common,
      ...tails[0],
      twoSidedLinear: tails[1].twoSided,
      procedure: 'drawn',
      monteCarloError,
    });
  }
  const { twoSided: twoSidedLinear } = tailsOf(linearLaw, linear.of(observed));
  return value({
    ...common,
    ...tailsOf(law, common.difference),
    twoSidedLinear,
    procedure: 'exact',
    monteCarloError: 0,
  });
}

function statistic(
  blocks: readonly RandomisedBlock[],
  weightOf: (block: RandomisedBlock) => number,
): Statistic {
  const weights = blocks.map(weightOf);
  const of = (totals: readonly number[]): number =>
    blocks.reduce(
      (sum, block, b) =>
        sum + (weights[b] ?? 0) * ((totals[b] ?? 0) - (block.treated * block.total) / block.size),
      0,
    );
  return { weights, of };
}

/** Probability of each value of the statistic over all blocks, or null when it has too many values to list. */
function lawOf(blocks: readonly RandomisedBlock[], { weights }: Statistic): Map<number, number> | null {
  let law = new Map<number, number>([[0, 1]]);
  for (const [b, block] of blocks.entries()) {
    // Twenty ways to each value on average: more takes seconds.
    if (block.law === null || law.size * block.law.size > MOST_TOTALS * 20) return null;
    const expected = (block.treated * block.total) / block.size;
    const next = new Map<number, number>();
    for (const [soFar, probability] of law) {
      for (const [total, chance] of block.law) {
        // To twelve decimals, so that equal sums that were reached along different ways meet.
        const key = Math.round((soFar + (weights[b] ?? 0) * (total - expected)) * 1e12) / 1e12;
        next.set(key, (next.get(key) ?? 0) + probability * chance);
      }
    }
    if (next.size > MOST_TOTALS) return null;
    law = next;
  }
  return law;
}

interface Tails {
  twoSided: number;
  greater: number;
  less: number;
}

function addTo(tails: Tails, statisticHere: number, observed: number, weight: number): void {
  if (Math.abs(statisticHere) >= Math.abs(observed) - SAME) tails.twoSided += weight;
  if (statisticHere >= observed - SAME) tails.greater += weight;
  if (statisticHere <= observed + SAME) tails.less += weight;
}

function tailsOf(law: ReadonlyMap<number, number>, observed: number): Tails {
  const tails: Tails = { twoSided: 0, greater: 0, less: 0 };
  for (const [statisticHere, probability] of law) addTo(tails, statisticHere, observed, probability);
  // The rounding of a thousand probabilities can bring their sum a hair above 1.
  return {
    twoSided: Math.min(1, tails.twoSided),
    greater: Math.min(1, tails.greater),
    less: Math.min(1, tails.less),
  };
}

function drawnTails(
  blocks: readonly RandomisedBlock[],
  [first, second]: readonly [Statistic, Statistic],
  random: RandomSource,
  draws: number,
): [Tails, Tails] {
  const observed = blocks.map(({ treatedTotal }) => treatedTotal);
  // The assignment that was really drawn is one of those that count.
  const once = 1 / (draws + 1);
  const tails: [Tails, Tails] = [
    { twoSided: once, greater: once, less: once },
    { twoSided: once, greater: once, less: once },
  ];
  const [seen, seenSecond] = [first.of(observed), second.of(observed)];
  for (let draw = 0; draw < draws; draw += 1) {
    const totals = blocks.map((block) => block.draw(random));
    addTo(tails[0], first.of(totals), seen, once);
    addTo(tails[1], second.of(totals), seenSecond, once);
  }
  return tails;
}

/** Binomial coefficient, exact while it fits in 53 bits; Infinity beyond 1e308. */
function choose(n: number, k: number): number {
  const least = Math.min(k, n - k);
  let product = 1;
  for (let i = 1; i <= least && Number.isFinite(product); i += 1) product = (product * (n - least + i)) / i;
  return Math.round(product);
}
