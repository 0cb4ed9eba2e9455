import { normalInference, type IntervalAndP, ROUNDING_VARIANCE } from './inference.js';
import { at, dot, invertPositiveDefinite, sumOfOuterProducts, times, zeros } from './linear-algebra.js';
import { type Result, undefinedResult, value } from './result.js';

/** One arm of a factorial trial: which factors are on, how many recipients, how many responded. */
export interface FactorialCell {
  /** 1 where the factor is on, 0 where it is off; one for each factor, in one order throughout. */
  readonly levels: readonly (0 | 1)[];
  readonly n: number;
  readonly x: number;
}

export interface FactorialEffect {
  /** Places of the factors: one for a main effect, two for a two-way interaction, and so on. */
  readonly factors: readonly number[];
  /** In response rate (0.01 = one percentage point). */
  readonly estimate: number;
  /** HC2. */
  readonly standardError: number;
  /** By the normal distribution; undefined `no-variation` where the standard error is 0. */
  readonly inference: Result<IntervalAndP>;
}

export interface FactorialEffects {
  /** Main effects first, then interactions by order. */
  readonly effects: readonly FactorialEffect[];
}

/** Every set of one or more of `count` factors: singles first, then pairs, and so on. */
export function effectSets(count: number): number[][] {
  const sets = Array.from({ length: 2 ** count - 1 }, (_, mask) =>
    Array.from({ length: count }, (_unused, factor) => factor).filter((factor) => ((mask + 1) >> factor) & 1),
  );
  return sets.sort(byOrder);
}

function byOrder(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const first = a.findIndex((factor, i) => factor !== b[i]);
  return first === -1 ? 0 : (a[first] ?? 0) - (b[first] ?? 0);
}

/**
 * Weight of each cell's rate in an effect: 2^(order − factors) times + or −. A main effect is the mean of the simple
 * effects over all settings of the other factors, each setting counted once; an interaction of two is the mean
 * difference between the simple effects of one with the other on and off. Goes with `contrastOfArms` for clusters.
 */
export function effectCoefficients(
  cells: readonly { readonly levels: readonly (0 | 1)[] }[],
  factors: readonly number[],
): number[] {
  return cells.map(({ levels }) => {
    const off = factors.filter((factor) => levels[factor] !== 1).length;
    return (off % 2 === 0 ? 1 : -1) * 2 ** (factors.length - levels.length);
  });
}

/**
 * All effects of a full factorial, from the saturated model: the registered analysis of a factorial trial.
 * Equals R's lm(y ~ a*b*c) with the factors coded −½/+½ and sandwich::vcovHC(type = "HC2").
 * @param cells all 2^k settings; a setting that comes twice is added up
 * @returns undefined `empty-arm` when a setting is missing or empty, `no-variation` when one has a single recipient
 * @see Dasgupta, Pillai & Rubin (2015) J. R. Statist. Soc. B 77, 727–753
 */
export function factorialSaturated(cells: readonly FactorialCell[], level: number): Result<FactorialEffects> {
  const merged = mergeCells(cells);
  const factors = merged[0]?.levels.length ?? 0;
  if (merged.length === 0) return undefinedResult('no-observations');
  if (merged.length < 2 ** factors) return undefinedResult('empty-arm');
  if (merged.some((cell) => cell.n < 2)) return undefinedResult('no-variation');
  const rates = merged.map((cell) => cell.x / cell.n);
  const variances = merged.map((cell, i) => ((rates[i] ?? 0) * (1 - (rates[i] ?? 0))) / (cell.n - 1));
  const effects = effectSets(factors).map((set) => {
    const coefficients = effectCoefficients(merged, set);
    const variance = dot(
      coefficients.map((coefficient) => coefficient ** 2),
      variances,
    );
    return effect(set, dot(coefficients, rates), variance, level);
  });
  return value({ effects });
}

/**
 * Main effects under the assumption that there are no interactions: sharper, and wrong where there are some.
 * Equals R's lm(y ~ a + b + c) with 0/1 coding and sandwich::vcovHC(type = "HC2").
 * @param cells need not be all settings; a fraction that tells the factors apart will do
 * @returns undefined `singular` when the settings present cannot tell the factors apart, or one recipient alone
 *   decides an effect (leverage 1)
 * @see MacKinnon & White (1985) J. Econometrics 29, 305–325, for HC2
 */
export function factorialAdditive(cells: readonly FactorialCell[], level: number): Result<FactorialEffects> {
  const merged = mergeCells(cells);
  if (merged.length === 0) return undefinedResult('no-observations');
  const rows = merged.map((cell) => ({ ...cell, vector: [1, ...cell.levels] }));
  const size = rows[0]?.vector.length ?? 0;
  const bread = invertPositiveDefinite(
    sumOfOuterProducts(
      size,
      rows.map(({ vector, n }) => ({ vector, weight: n })),
    ),
  );
  if (bread === null) return undefinedResult('singular');
  const right = rows.reduce(
    (sum, { vector, x }) => sum.map((entry, i) => entry + x * (vector[i] ?? 0)),
    zeros(size),
  );
  const coefficients = times(bread, right);
  const leverages = rows.map(({ vector }) => dot(vector, times(bread, vector)));
  if (leverages.some((leverage) => 1 - leverage < 1e-10)) return undefinedResult('singular');
  const meat = sumOfOuterProducts(
    size,
    rows.map(({ vector, n, x }, i) => {
      const fitted = dot(vector, coefficients);
      const squares = x * (1 - fitted) ** 2 + (n - x) * fitted ** 2;
      return { vector, weight: squares / (1 - (leverages[i] ?? 0)) };
    }),
  );
  const effects = Array.from({ length: size - 1 }, (_, factor) => {
    const row = bread[factor + 1] ?? [];
    return effect([factor], at([coefficients], 0, factor + 1), dot(row, times(meat, row)), level);
  });
  return value({ effects });
}

function effect(
  factors: readonly number[],
  estimate: number,
  variance: number,
  level: number,
): FactorialEffect {
  const standardError = Math.sqrt(variance);
  return {
    factors,
    estimate,
    standardError,
    inference:
      variance <= ROUNDING_VARIANCE
        ? undefinedResult('no-variation')
        : value(normalInference(estimate, standardError, level)),
  };
}

function mergeCells(cells: readonly FactorialCell[]): FactorialCell[] {
  const merged = new Map<string, FactorialCell>();
  for (const cell of cells) {
    const key = cell.levels.join('');
    const same = merged.get(key);
    merged.set(key, { levels: cell.levels, n: cell.n + (same?.n ?? 0), x: cell.x + (same?.x ?? 0) });
  }
  return [...merged.values()].filter((cell) => cell.n > 0);
}
