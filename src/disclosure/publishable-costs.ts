import type { Estimated, Savings } from '../core/statistics/costs.js';
import type { CostsResult } from '../core/statistics/further-analysis-types.js';
import { value } from '../core/statistics/result.js';

/** Costs as published; `step` is there where reminders were counted. */
export interface PublishedCosts extends CostsResult {
  /** Reminders per 1,000 letters: what is told of them is told in whole steps. */
  readonly step?: number;
}

const halfWidth = ({ estimate, interval }: Estimated): number | null =>
  interval.kind === 'undefined' ? null : interval.upper - estimate;

/** Another estimate with an interval as wide as before, and up to a whole step wider: a rounded width tells little. */
function around(estimate: number, of: Estimated, step: number): Estimated {
  const half = halfWidth(of);
  if (half === null || of.interval.kind === 'undefined') return { estimate, interval: of.interval };
  const wide = step === 0 ? half : Math.ceil(half / step) * step;
  return { estimate, interval: value({ lower: estimate - wide, upper: estimate + wide }) };
}

const timesFactor = (amount: Estimated, factor: number): Estimated => ({
  estimate: amount.estimate * factor,
  interval:
    amount.interval.kind === 'undefined'
      ? amount.interval
      : value({ lower: amount.interval.lower * factor, upper: amount.interval.upper * factor }),
});

function savingsInSteps(savings: Savings, reminder: number, step: number): Savings {
  const { remindersAvoided, reminderCostsAvoided, callCostsAvoided, netSavings, extraLetterCost } = savings;
  const reminders = Math.round(remindersAvoided.estimate / step) * step + 0;
  const net = reminders * reminder + callCostsAvoided.estimate - extraLetterCost;
  return {
    ...savings,
    remindersAvoided: around(reminders, remindersAvoided, step),
    reminderCostsAvoided: around(reminders * reminder, reminderCostsAvoided, step * reminder),
    netSavings: around(net, netSavings, step * reminder),
  };
}

/** Those for 1,000 letters times the size of the target group: another rounding would be another clue. */
const forLetters = (thousand: Savings, whole: Savings): Savings => {
  const factor = whole.letters / thousand.letters;
  return {
    ...whole,
    remindersAvoided: timesFactor(thousand.remindersAvoided, factor),
    reminderCostsAvoided: timesFactor(thousand.reminderCostsAvoided, factor),
    netSavings: timesFactor(thousand.netSavings, factor),
  };
};

/**
 * Costs and savings in no more digits than a small count can hide in. Where reminders were counted, all digits beside the
 * public numbers of recipients would tell how many reminders each arm had, and how many of its silent had none. In steps
 * of at least the threshold of reminders in the smallest arm, so many counts look alike; what is saved follows from the
 * steps, and from the calls, which are reckoned from the public response and keep their digits.
 * @param smallest recipients of the smallest arm that is shown
 */
export function publishableCosts(costs: CostsResult, smallest: number, threshold: number): PublishedCosts {
  const step = 10 ** Math.ceil(Math.log10((1000 * threshold) / Math.max(1, smallest)));
  return {
    ...costs,
    step,
    arms: costs.arms.map(({ arm, savings }) => {
      if (savings.kind === 'undefined') return { arm, savings };
      const { perThousandLetters, wholeTargetGroup } = savings;
      const thousand = savingsInSteps(perThousandLetters, costs.prices.reminder, step);
      return {
        arm,
        savings: {
          ...savings,
          perThousandLetters: thousand,
          wholeTargetGroup: forLetters(thousand, wholeTargetGroup),
        },
      };
    }),
  };
}
