import { newcombeDifference } from '../../core/statistics/newcombe-difference.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { StratumView } from './result-view.js';

interface StratumCounts {
  readonly label: string;
  readonly counts: readonly { readonly arm: string; readonly n: number; readonly x: number }[];
}

/**
 * What is counted within each stratum. The intervals are Newcombe's, of each stratum by itself: they describe, and are
 * no part of the registered result.
 * @param level confidence level in (0, 1)
 */
export function strataView(
  strata: readonly StratumCounts[],
  arms: readonly string[],
  reference: string,
  level: number,
  named: (arm: string) => ShownText,
): StratumView[] {
  return strata.map(({ label, counts }) => {
    const of = (arm: string): { n: number; x: number } =>
      counts.find((count) => count.arm === arm) ?? { n: 0, x: 0 };
    return {
      label,
      arms: arms.map((arm) => {
        const { n, x } = of(arm);
        return {
          name: named(arm),
          n,
          x,
          ...(n > 0 && { rate: x / n }),
          ...(arm !== reference && { uplift: newcombeDifference({ n, x }, of(reference), level) }),
        };
      }),
    };
  });
}

/** Counts by arm and stratum, put together by stratum, in the order of the labels. */
export function byStratum(
  counts: readonly {
    readonly arm: string;
    readonly stratum: string;
    readonly n: number;
    readonly x: number;
  }[],
): StratumCounts[] {
  return [...Map.groupBy(counts, ({ stratum }) => stratum)]
    .map(([label, own]) => ({ label, counts: own }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
