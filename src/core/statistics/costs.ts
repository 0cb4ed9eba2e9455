import { normalInference, ROUNDING_VARIANCE } from './inference.js';
import { type Result, undefinedResult, value } from './result.js';

/** How often something happened to the recipients of an arm: enough for its mean and variance. */
export interface Occurrences {
  /** Σ over recipients of the number of times. */
  readonly total: number;
  /** Σ over recipients of its square; equal to `total` when it happens at most once to anyone. */
  readonly totalOfSquares: number;
}

export interface ArmFollowUp {
  readonly recipients: number;
  /** Euros for the first letter to one recipient; 0 in an arm without a letter. */
  readonly letterCost: number;
  readonly reminders: Occurrences;
  readonly calls: Occurrences;
  /** Σ over recipients of reminders × calls: who is reminded also calls more. */
  readonly remindersTimesCalls: number;
}

/** Euros for one. */
export interface UnitCosts {
  readonly reminder: number;
  readonly call: number;
}

/** A number with its interval; the interval is undefined (`no-variation`) where nothing varied. */
export interface Estimated {
  readonly estimate: number;
  readonly interval: Result<{ readonly lower: number; readonly upper: number }>;
}

export interface Savings {
  /** Letters this is about. */
  readonly letters: number;
  /** Euros more for these letters than for those of the reference arm; a known amount. */
  readonly extraLetterCost: number;
  readonly remindersAvoided: Estimated;
  readonly reminderCostsAvoided: Estimated;
  readonly callsAvoided: Estimated;
  readonly callCostsAvoided: Estimated;
  /** What is saved on reminders and calls, less the extra for the letters. Below 0 it costs money. */
  readonly netSavings: Estimated;
}

export interface CostsAndSavings {
  readonly perThousandLetters: Savings;
  readonly wholeTargetGroup: Savings;
}

/**
 * What the treatment arm's letter saves over the reference arm's: reminders and phone calls avoided, with their costs,
 * per 1,000 letters and for the whole target group. Means per recipient are compared with each arm's own variance and
 * the normal distribution; net savings keep the covariance of reminders and calls of one recipient.
 * @param targetGroup recipients who would get the letter from now on
 * @param level confidence level in (0, 1)
 * @param designEffect of clusters, see `intraClusterCorrelation`; 1 for people randomised one by one
 * @returns undefined `empty-arm`; `no-variation` when an arm has one recipient
 * @see Welch (1938) Biometrika 29, 350–362, for means with variances of their own
 */
export function costsAndSavings(
  treatment: ArmFollowUp,
  reference: ArmFollowUp,
  costs: UnitCosts,
  targetGroup: number,
  level: number,
  designEffect = 1,
): Result<CostsAndSavings> {
  if (treatment.recipients === 0 || reference.recipients === 0) return undefinedResult('empty-arm');
  if (treatment.recipients === 1 || reference.recipients === 1) return undefinedResult('no-variation');
  const avoided = (reminderWeight: number, callWeight: number): MeanAndVariance => {
    const before = weighted(reference, reminderWeight, callWeight);
    const after = weighted(treatment, reminderWeight, callWeight);
    return {
      mean: before.mean - after.mean,
      variance: designEffect * (before.variance + after.variance),
    };
  };
  const extra = treatment.letterCost - reference.letterCost;
  const reminders = avoided(1, 0);
  const calls = avoided(0, 1);
  const both = avoided(costs.reminder, costs.call);
  const savingsFor = (letters: number): Savings => {
    const scaled = (quantity: MeanAndVariance, factor = 1): Estimated =>
      estimated(quantity, letters * factor, level);
    return {
      letters,
      extraLetterCost: letters * extra,
      remindersAvoided: scaled(reminders),
      reminderCostsAvoided: scaled(reminders, costs.reminder),
      callsAvoided: scaled(calls),
      callCostsAvoided: scaled(calls, costs.call),
      netSavings: scaled({ mean: both.mean - extra, variance: both.variance }),
    };
  };
  return value({
    perThousandLetters: savingsFor(1000),
    wholeTargetGroup: savingsFor(targetGroup),
  });
}

interface MeanAndVariance {
  readonly mean: number;
  readonly variance: number;
}

/** Mean over an arm's recipients of weighted reminders and calls, and the variance of that mean. */
function weighted(arm: ArmFollowUp, reminderWeight: number, callWeight: number): MeanAndVariance {
  const n = arm.recipients;
  const mean = (reminderWeight * arm.reminders.total + callWeight * arm.calls.total) / n;
  const squares =
    reminderWeight ** 2 * arm.reminders.totalOfSquares +
    callWeight ** 2 * arm.calls.totalOfSquares +
    2 * reminderWeight * callWeight * arm.remindersTimesCalls;
  return { mean, variance: Math.max(0, squares - n * mean * mean) / (n - 1) / n };
}

function estimated({ mean, variance }: MeanAndVariance, factor: number, level: number): Estimated {
  const estimate = mean * factor;
  if (variance * factor ** 2 <= ROUNDING_VARIANCE) {
    return { estimate, interval: undefinedResult('no-variation') };
  }
  const { lower, upper } = normalInference(estimate, Math.sqrt(variance) * Math.abs(factor), level);
  return { estimate, interval: value({ lower, upper }) };
}
