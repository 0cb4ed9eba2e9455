import type { BalanceRow } from '../../core/randomisation/balance.js';
import type { Estimated } from '../../core/statistics/costs.js';
import type { CovariateResult } from '../../core/statistics/covariate-adjustment.js';
import type { FurtherResult } from '../../core/statistics/further-analysis-types.js';
import type { Result } from '../../core/statistics/result.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import {
  largestDifferences,
  sharesOn,
  type PublishedBalance,
  type PublishedComplier,
  type PublishedFurther,
  type PublishedTime,
} from '../publishable-further.js';
import type {
  BalanceView,
  ComplierView,
  CostsView,
  EstimateView,
  IntervalView,
  NumberView,
  TimeView,
} from './result-view.js';

/** What a page shows beside the registered result; `own` has what the agency alone may see. */
export interface ShownFurther extends Omit<PublishedFurther, 'version'> {
  readonly own?: {
    readonly balance: readonly BalanceRow[];
    /** Day by which half of an arm had responded. */
    readonly medians: ReadonlyMap<string, number>;
    readonly covariates?: CovariateResult;
  };
}

/** Beyond this many standard deviations a difference between arms is worth a look (Austin 2009). */
const WORTH_A_LOOK = 0.1;

type NameOf = (arm: string) => ShownText;

/** All of it, for the agency itself: nothing is withheld or rounded. */
export function furtherInFull(further: FurtherResult): ShownFurther {
  const { time, complier } = further;
  const last = Math.max(0, ...(time?.arms ?? []).flatMap(({ times }) => times.map((count) => count.time)));
  const days = Array.from({ length: last + 1 }, (_, day) => day);
  const medians = (time?.arms ?? []).flatMap(({ arm, curve }): [string, number][] =>
    curve.kind === 'value' && curve.median.kind === 'value' ? [[arm, curve.median.time]] : [],
  );
  return {
    confidenceLevel: further.confidenceLevel,
    balance: largestDifferences(further.balance),
    time:
      time === null
        ? null
        : {
            ...time,
            days,
            arms: time.arms.map(({ arm, curve }) => ({ arm, shares: sharesOn(curve, days) })),
          },
    costs: further.costs,
    complier,
    ...(further.covariates !== undefined && {
      adjusted: {
        columns: further.covariates.covariates.map(({ column }) => column),
        arms: further.covariates.arms,
      },
    }),
    own: {
      balance: further.balance,
      medians: new Map(medians),
      ...(further.covariates !== undefined && { covariates: further.covariates }),
    },
  };
}

export function timeView(
  time: PublishedTime,
  further: ShownFurther,
  drawn: readonly string[],
  named: NameOf,
): TimeView {
  const { test } = time;
  return {
    days: time.days,
    arms: time.arms
      .filter(({ arm }) => drawn.includes(arm))
      .map(({ arm, shares }) => {
        const median = further.own?.medians.get(arm);
        return {
          name: named(arm),
          shares: shares.map((share): IntervalView =>
            share.kind === 'undefined'
              ? share
              : {
                  kind: 'value',
                  estimate: share.estimate,
                  interval: { lower: share.lower, upper: share.upper },
                },
          ),
          ...(median !== undefined && { median }),
        };
      }),
    ...(test.kind === 'value' && {
      test: {
        differs: test.pValue < 1 - further.confidenceLevel,
        chiSquare: test.chiSquare,
        degreesOfFreedom: test.degreesOfFreedom,
        pValue: test.pValue,
      },
    }),
    ignoresClusters: time.ignoresClusters,
  };
}

/** @param isCounted whether reminders were counted; otherwise they follow from the response */
export function costsView(
  costs: NonNullable<PublishedFurther['costs']>,
  named: NameOf,
  isCounted = false,
): CostsView {
  const groups = [
    { kind: 'thousand', part: 'perThousandLetters', letters: 1000 },
    { kind: 'everybody', part: 'wholeTargetGroup', letters: costs.targetGroup },
  ] as const;
  const { prices } = costs;
  return {
    isCounted,
    ...(costs.step !== undefined && { step: costs.step }),
    letter: prices.letter,
    reminder: prices.reminder,
    phoneCall: prices.phoneCall,
    callsPerNonResponder: prices.callsPerNonResponder,
    hasCalls: prices.callsPerNonResponder > 0 && prices.phoneCall > 0,
    groups: groups.map(({ kind, part, letters }) => ({
      kind,
      letters,
      arms: costs.arms.map(({ arm, savings }) => {
        const of = (quantity: 'remindersAvoided' | 'callsAvoided' | 'netSavings'): IntervalView =>
          savings.kind === 'undefined' ? savings : intervalView(savings[part][quantity]);
        return {
          name: named(arm),
          reminders: of('remindersAvoided'),
          calls: of('callsAvoided'),
          saving: of('netSavings'),
        };
      }),
    })),
  };
}

const intervalView = ({ estimate, interval }: Estimated): IntervalView => ({
  kind: 'value',
  estimate,
  ...(interval.kind === 'value' && { interval: { lower: interval.lower, upper: interval.upper } }),
});

export function complierView(complier: PublishedComplier, named: NameOf): ComplierView {
  return {
    ignoresClusters: complier.ignoresClusters,
    arms: complier.arms.map(({ arm, effect }) => ({
      name: named(arm),
      ...(effect.kind === 'value' && { delivered: effect.deliveredShare }),
      effect: effectView(effect),
    })),
  };
}

function effectView(effect: PublishedComplier['arms'][number]['effect']): EstimateView {
  // An arm in a comparison has people in it: what has no observations here was left out on purpose.
  if (effect.kind === 'undefined')
    return effect.reason === 'no-observations' ? { kind: 'undefined', reason: 'withheld' } : effect;
  return { kind: 'value', estimate: effect.estimate, lower: effect.lower, upper: effect.upper };
}

const numberView = <T extends object>(result: Result<T>, read: (numbers: T) => number): NumberView =>
  result.kind === 'undefined' ? result : { kind: 'value', number: read(result) };

export function balanceView(
  { balance, own }: ShownFurther,
  reference: string,
  named: NameOf,
  language: Language,
): BalanceView | undefined {
  const compared = (balance[0]?.arms ?? []).map(({ arm }) => arm).filter((arm) => arm !== reference);
  if (compared.length === 0) return undefined;
  const variables = balance.map((variable: PublishedBalance) => ({
    name: shownText(variable.variable, language),
    values: variable.values,
    differences: variable.arms
      .filter(({ arm }) => arm !== reference)
      .map(({ largest }) => numberView(largest, ({ difference }) => difference)),
  }));
  const all = variables.flatMap(({ differences }) => differences);
  const known = all.flatMap((one) => (one.kind === 'value' ? [one.number] : []));
  return {
    ...(known.length > 0 && { largest: Math.max(...known) }),
    alike: known.length === all.length && known.every((difference) => difference <= WORTH_A_LOOK),
    arms: compared.map(named),
    variables,
    ...(own !== undefined && { counts: balanceCounts(own.balance, reference, named, language) }),
  };
}

function balanceCounts(
  rows: readonly BalanceRow[],
  reference: string,
  named: NameOf,
  language: Language,
): NonNullable<BalanceView['counts']> {
  return {
    arms: (rows[0]?.cells ?? []).map(({ arm }) => named(arm)),
    variables: [...Map.groupBy(rows, ({ variable }) => variable)].map(([variable, own]) => ({
      name: shownText(variable, language),
      span: 1 + (rows[0]?.cells.length ?? 0),
      rows: own.map(({ value: level, cells }) => ({
        value: shownText(level, language),
        cells: cells.map(({ arm, n, share, standardisedDifference }) => ({
          n,
          share: numberView(share, (numbers) => numbers.share),
          ...(arm !== reference && {
            difference: numberView(standardisedDifference, ({ difference }) => difference),
          }),
        })),
      })),
    })),
  };
}
