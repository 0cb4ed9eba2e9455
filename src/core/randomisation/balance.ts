import { type Result, undefinedResult, value } from '../statistics/result.js';

/** How many units (or recipients) of an arm have a value of a stratum variable: what SQL counts. */
export interface BalanceCount {
  readonly arm: string;
  readonly variable: string;
  readonly value: string;
  readonly n: number;
}

export interface BalanceCell {
  readonly arm: string;
  readonly n: number;
  /** Share of the arm that has the value; undefined `empty-arm` for an arm with nobody in it. */
  readonly share: Result<{ share: number }>;
  /**
   * (p₁ − p₀) / √((p₁(1−p₁) + p₀(1−p₀)) / 2) against the reference arm: the difference in standard deviations, which
   * does not grow with the number of recipients. Beyond 0.1 in either direction it is worth a look.
   */
  readonly standardisedDifference: Result<{ difference: number }>;
}

export interface BalanceRow {
  readonly variable: string;
  readonly value: string;
  /** In the order of the arms asked for. */
  readonly cells: readonly BalanceCell[];
}

/**
 * The balance table: for each value of each stratum variable the share of each arm that has it, with its standardised
 * difference from the reference arm. It has no p-values: the draw is known to be random, so a test would test nothing
 * (Senn 1994, Stat. Med. 13:1715–1726).
 * @param counts sums over (arm, variable, value); missing combinations are 0
 * @param arms ids in the order of the table
 * @param reference id of the reference arm
 * @returns rows in the order in which variables and values first come in `counts`
 * @see Austin (2009) Stat. Med. 28:3083–3107, equation for dichotomous variables
 */
export function balanceTable(
  counts: readonly BalanceCount[],
  arms: readonly string[],
  reference: string,
): readonly BalanceRow[] {
  const byVariable = new Map<string, Map<string, Map<string, number>>>();
  for (const { arm, variable, value: level, n } of counts) {
    const levels = getOrAdd(byVariable, variable, () => new Map<string, Map<string, number>>());
    const byArm = getOrAdd(levels, level, () => new Map<string, number>());
    byArm.set(arm, (byArm.get(arm) ?? 0) + n);
  }
  return [...byVariable].flatMap(([variable, levels]) => {
    const totalOf = (arm: string): number =>
      [...levels.values()].reduce((sum, byArm) => sum + (byArm.get(arm) ?? 0), 0);
    const totals = new Map([...arms, reference].map((arm) => [arm, totalOf(arm)]));
    return [...levels].map(([level, byArm]) => ({
      variable,
      value: level,
      cells: arms.map((arm) => balanceCell(arm, reference, byArm, totals)),
    }));
  });
}

function balanceCell(
  arm: string,
  reference: string,
  byArm: ReadonlyMap<string, number>,
  totals: ReadonlyMap<string, number>,
): BalanceCell {
  const shareOf = (id: string): number | undefined => {
    const total = totals.get(id) ?? 0;
    return total === 0 ? undefined : (byArm.get(id) ?? 0) / total;
  };
  const share = shareOf(arm);
  return {
    arm,
    n: byArm.get(arm) ?? 0,
    share: share === undefined ? undefinedResult('empty-arm') : value({ share }),
    standardisedDifference: standardisedDifference(share, shareOf(reference)),
  };
}

function standardisedDifference(
  share: number | undefined,
  reference: number | undefined,
): Result<{ difference: number }> {
  if (share === undefined || reference === undefined) return undefinedResult('empty-arm');
  if (share === reference) return value({ difference: 0 });
  const variance = (share * (1 - share) + reference * (1 - reference)) / 2;
  // One arm all, the other none: further apart than any number of standard deviations.
  return variance === 0
    ? undefinedResult('infinite')
    : value({ difference: (share - reference) / Math.sqrt(variance) });
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
