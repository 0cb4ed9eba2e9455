import type { Estimated, Savings } from '../core/statistics/costs.js';
import type { CostsResult } from '../core/statistics/further-analysis-types.js';
import { value } from '../core/statistics/result.js';

/** A number in whole steps; ends of intervals too, so that their width tells no more than the estimate. */
function inSteps({ estimate, interval }: Estimated, step: number): Estimated {
  const whole = (number: number): number => Math.round(number / step) * step + 0;
  return {
    estimate: whole(estimate),
    interval:
      interval.kind === 'undefined'
        ? interval
        : value({ lower: whole(interval.lower), upper: whole(interval.upper) }),
  };
}

const timesFactor = ({ estimate, interval }: Estimated, factor: number): Estimated => ({
  estimate: estimate * factor,
  interval:
    interval.kind === 'undefined'
      ? interval
      : value({ lower: interval.lower * factor, upper: interval.upper * factor }),
});

const amounts = [
  'remindersAvoided',
  'reminderCostsAvoided',
  'callsAvoided',
  'callCostsAvoided',
  'netSavings',
] as const;

/** Every amount changed alike; what is known beforehand stays. */
const each = (
  savings: Savings,
  change: (amount: Estimated, name: (typeof amounts)[number]) => Estimated,
): Savings => ({
  ...savings,
  ...Object.fromEntries(amounts.map((name) => [name, change(savings[name], name)])),
});

/**
 * Costs and savings in no more digits than a small count can hide in. Where reminders were counted, all digits beside the
 * public numbers of recipients would tell how many reminders each arm had, and how many of its silent had none. In steps
 * of the threshold of reminders in the smallest arm, so many counts look alike. The amounts for the whole target group
 * are those for 1,000 letters times its size: another rounding would be another clue.
 * @param smallest recipients of the smallest arm that is shown
 */
export function publishableCosts(costs: CostsResult, smallest: number, threshold: number): CostsResult {
  const { reminder, phoneCall } = costs.prices;
  const reminders = 10 ** Math.ceil(Math.log10((1000 * threshold) / Math.max(1, smallest)));
  const step = {
    remindersAvoided: reminders,
    callsAvoided: reminders,
    reminderCostsAvoided: reminders * Math.max(reminder, 0.01),
    callCostsAvoided: reminders * Math.max(phoneCall, 0.01),
    netSavings: reminders * Math.max(reminder, 0.01),
  };
  return {
    ...costs,
    arms: costs.arms.map(({ arm, savings }) => {
      if (savings.kind === 'undefined') return { arm, savings };
      const { perThousandLetters, wholeTargetGroup } = savings;
      const thousand = each(perThousandLetters, (amount, name) => inSteps(amount, step[name]));
      const factor = wholeTargetGroup.letters / perThousandLetters.letters;
      const whole = each(wholeTargetGroup, (_, name) => timesFactor(thousand[name], factor));
      return { arm, savings: { ...savings, perThousandLetters: thousand, wholeTargetGroup: whole } };
    }),
  };
}
