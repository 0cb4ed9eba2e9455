import type { CovariateResult } from '../../core/statistics/covariate-adjustment.js';
import type { ComparisonResult } from '../../core/statistics/registered-analysis-types.js';
import type { Result } from '../../core/statistics/result.js';
import type { Language } from '../../platform/i18n/language.js';
import { listOf } from '../../platform/i18n/list-of.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import type { PublishedAdjusted } from '../publishable-adjusted.js';
import type { AdjustedView, CovariateBalanceView, EstimateView, NumberView } from './result-view.js';

type NameOf = (arm: string) => ShownText;

/** The comparisons as registered and as adjusted, beside one another: each by itself, with a single interval. */
export function adjustedView(
  { columns, arms }: PublishedAdjusted,
  comparisons: readonly ComparisonResult[],
  named: NameOf,
  language: Language,
  own?: CovariateResult,
): AdjustedView {
  const balance = own === undefined ? undefined : covariateBalance(own, named, language);
  return {
    columns: listOf(columns, language),
    arms: arms.map(({ arm, uplift }) => ({
      name: named(arm),
      uplift: registeredUplift(comparisons.find((comparison) => comparison.arm === arm)),
      adjusted: estimateView(uplift),
      ...(uplift.kind === 'value' && { p: uplift.pValue }),
    })),
    ...(balance !== undefined && { balance }),
  };
}

const estimateView = (uplift: PublishedAdjusted['arms'][number]['uplift']): EstimateView =>
  uplift.kind === 'undefined'
    ? uplift
    : { kind: 'value', estimate: uplift.estimate, lower: uplift.lower, upper: uplift.upper };

function registeredUplift(comparison: ComparisonResult | undefined): EstimateView {
  if (comparison === undefined) return { kind: 'undefined', reason: 'withheld' };
  const { uplift } = comparison.registered;
  if (uplift.kind === 'undefined') return uplift;
  return { kind: 'value', estimate: uplift.estimate, lower: uplift.lower, upper: uplift.upper };
}

/** Means of numbers and shares of categories by arm, with standardised differences; for the agency alone. */
function covariateBalance(
  { balance, means }: CovariateResult,
  named: NameOf,
  language: Language,
): CovariateBalanceView | undefined {
  const arms = means[0]?.arms.map(({ arm }) => arm) ?? balance[0]?.cells.map(({ arm }) => arm);
  if (arms === undefined) return undefined;
  return {
    arms: arms.map(named),
    rows: [
      ...means.map(({ variable, arms: cells }) => ({
        name: shownText(variable, language),
        kind: 'mean' as const,
        cells: cells.map(({ mean, standardisedDifference, missing }) => ({
          number: numberView(mean, (found) => found.mean),
          missing,
          difference: numberView(standardisedDifference, (found) => found.difference),
        })),
      })),
      ...balance.map(({ variable, value: level, cells }) => ({
        name: shownText(variable, language),
        ...(level !== '' && { value: shownText(level, language) }),
        kind: 'share' as const,
        cells: cells.map(({ share, standardisedDifference }) => ({
          number: numberView(share, (found) => found.share),
          missing: 0,
          difference: numberView(standardisedDifference, (found) => found.difference),
        })),
      })),
    ],
  };
}

const numberView = <T extends object>(result: Result<T>, read: (numbers: T) => number): NumberView =>
  result.kind === 'undefined' ? result : { kind: 'value', number: read(result) };
