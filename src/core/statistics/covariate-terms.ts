import type { CovariateProfile } from './lin-adjustment.js';

/** A column of the recipients' file that was known before the draw, as the protocol registers it. */
export interface PlannedCovariate {
  readonly column: string;
  readonly kind: 'number' | 'category';
}

/** Recipients of one arm and stratum with the same values, and how many of them responded: what SQL counts. */
export interface CovariateCell {
  readonly arm: string;
  /** '' without strata. */
  readonly stratum: string;
  /** In the order of the planned covariates; '' is missing, numbers are written with a decimal point. */
  readonly values: readonly string[];
  readonly n: number;
  readonly x: number;
}

/** A column of the regression. */
export interface CovariateTerm {
  readonly of: 'stratum' | 'number' | 'category' | 'missing';
  /** The column of the file; '' for strata. */
  readonly column: string;
  /** The stratum's label or the category's value; '' for numbers. */
  readonly level: string;
}

export interface CovariateDesign {
  readonly terms: readonly CovariateTerm[];
  /** By arm, in the order asked for; `covariates` in the order of the terms. */
  readonly profiles: ReadonlyMap<string, readonly CovariateProfile[]>;
}

/**
 * A stratum, value or missing value that fewer recipients of some arm have is not told apart: its coefficient in that
 * arm would hang on a handful of people. Seen before any response is, so that it chooses nothing.
 */
const SMALLEST_IN_ARM = 5;

/** A column with more values than this is told apart by its most frequent ones. */
export const MOST_LEVELS = 20;

/**
 * The columns of the regression that adjusts for what was known before the draw, by a rule that no response goes into:
 * - strata and categories: a column of 0 and 1 for each level but the most frequent, with which small levels go;
 * - numbers: as they are; a missing number gets the mean of the known ones, and a column of its own says that it was
 *   missing. With that column the estimate is the same whatever number is put in. A missing category is a level.
 * @param arms ids of the arms that are compared; recipients of others are left out
 * @see Zhao & Ding (2024) JASA 119, 450–460 (missing covariates of a randomised trial: an indicator loses nothing);
 *   White & Thompson (2005) Statist. Med. 24, 993–1007
 */
export function covariateDesign(
  covariates: readonly PlannedCovariate[],
  cells: readonly CovariateCell[],
  arms: readonly string[],
): CovariateDesign {
  const own = cells.filter(({ arm, n }) => n > 0 && arms.includes(arm));
  const columns = [
    ...levelColumns(own, arms, 'stratum', '', ({ stratum }) => stratum),
    ...covariates.flatMap(({ column, kind }, place) => {
      const valueOf = ({ values }: CovariateCell): string => values[place] ?? '';
      return kind === 'category'
        ? levelColumns(own, arms, 'category', column, valueOf)
        : numberColumns(own, arms, column, valueOf);
    }),
  ];
  const profiles = new Map<string, CovariateProfile[]>(arms.map((arm) => [arm, []]));
  for (const cell of own) {
    const { n, x } = cell;
    profiles.get(cell.arm)?.push({ covariates: columns.map(({ at }) => at(cell)), n, x });
  }
  return { terms: columns.map(({ term }) => term), profiles };
}

interface Column {
  readonly term: CovariateTerm;
  readonly at: (cell: CovariateCell) => number;
}

type ValueOf = (cell: CovariateCell) => string;

/** Recipients by level and arm. */
function countLevels(cells: readonly CovariateCell[], valueOf: ValueOf): Map<string, Map<string, number>> {
  const levels = new Map<string, Map<string, number>>();
  for (const cell of cells) {
    const level = valueOf(cell);
    const byArm = levels.get(level) ?? new Map<string, number>();
    levels.set(level, byArm.set(cell.arm, (byArm.get(cell.arm) ?? 0) + cell.n));
  }
  return levels;
}

const isLarge = (byArm: ReadonlyMap<string, number>, arms: readonly string[]): boolean =>
  arms.every((arm) => (byArm.get(arm) ?? 0) >= SMALLEST_IN_ARM);

const totalOf = (byArm: ReadonlyMap<string, number>): number =>
  [...byArm.values()].reduce((a, b) => a + b, 0);

function levelColumns(
  cells: readonly CovariateCell[],
  arms: readonly string[],
  of: 'stratum' | 'category',
  column: string,
  valueOf: ValueOf,
): Column[] {
  const bySize = [...countLevels(cells, valueOf)].sort(
    ([one, a], [other, b]) => totalOf(b) - totalOf(a) || (one < other ? -1 : 1),
  );
  const [, ...others] = bySize;
  const told = of === 'category' ? others.slice(0, MOST_LEVELS - 1) : others;
  return told
    .filter(([, byArm]) => isLarge(byArm, arms))
    .map(([level]) => level)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((level) => ({ term: { of, column, level }, at: (cell) => (valueOf(cell) === level ? 1 : 0) }));
}

function numberColumns(
  cells: readonly CovariateCell[],
  arms: readonly string[],
  column: string,
  valueOf: ValueOf,
): Column[] {
  const mean = meanOf(cells, valueOf);
  const missing = countLevels(cells, valueOf).get('');
  const number: Column = {
    term: { of: 'number', column, level: '' },
    at: (cell) => (valueOf(cell) === '' ? mean : Number(valueOf(cell))),
  };
  if (missing === undefined || !isLarge(missing, arms)) return [number];
  return [
    number,
    { term: { of: 'missing', column, level: '' }, at: (cell) => (valueOf(cell) === '' ? 1 : 0) },
  ];
}

/** Of the known numbers; 0 where none is known. */
function meanOf(cells: readonly CovariateCell[], valueOf: ValueOf): number {
  let count = 0;
  let sum = 0;
  for (const cell of cells) {
    if (valueOf(cell) === '') continue;
    count += cell.n;
    sum += cell.n * Number(valueOf(cell));
  }
  return count === 0 ? 0 : sum / count;
}
