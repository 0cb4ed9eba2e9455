import { balanceTable, type BalanceCount, type BalanceRow } from '../randomisation/balance.js';
import type { ArmCount } from './arm-count.js';
import { complierEffect, type DeliveredArm } from './complier.js';
import { costsAndSavings, type ArmFollowUp } from './costs.js';
import type {
  ArmReminders,
  ArmUndeliverable,
  CostsResult,
  FurtherData,
  FurtherPlan,
  FurtherResult,
  Prices,
  TimeToResponse,
} from './further-analysis-types.js';
import { kaplanMeier } from './kaplan-meier.js';
import { logrank } from './logrank.js';

/**
 * What stands beside the registered result: balance, time to response, costs, and the effect on those whom the letter
 * reached. None of it can change the registered result, and all of it is reckoned from counts.
 * @returns plain data that goes through JSON unchanged
 */
export function analyseFurther(plan: FurtherPlan, data: FurtherData): FurtherResult {
  return {
    version: 1,
    confidenceLevel: plan.confidenceLevel,
    balance: balanceOf(plan, data),
    time: timeToResponse(plan, data),
    costs: plan.prices === undefined ? null : costsOf(plan, plan.prices, data),
    complier: data.undeliverable === null ? null : compliersOf(plan, data, data.undeliverable),
  };
}

/** A stratum that was put together from small ones has one value, which then stands under every variable. */
function balanceOf(plan: FurtherPlan, { counts, strata }: FurtherData): readonly BalanceRow[] {
  const valuesOf = new Map(strata.map(({ label, values }) => [label, values]));
  const rows = plan.variables.flatMap((variable, place): BalanceCount[] =>
    counts.map(({ arm, stratum, n }) => {
      const values = valuesOf.get(stratum) ?? [];
      const own = values.length === plan.variables.length ? values[place] : values[0];
      return { arm, variable, value: own ?? stratum, n };
    }),
  );
  const drawn = plan.arms.filter(({ weight }) => weight > 0).map(({ id }) => id);
  return balanceTable(
    [...rows].sort(
      (a, b) =>
        plan.variables.indexOf(a.variable) - plan.variables.indexOf(b.variable) ||
        (a.value < b.value ? -1 : a.value > b.value ? 1 : 0),
    ),
    drawn,
    plan.reference,
  );
}

function timeToResponse(plan: FurtherPlan, { times }: FurtherData): TimeToResponse | null {
  if (times === null) return null;
  const compared = logrank(times.map((arm) => arm.times));
  return {
    test: compared.kind === 'undefined' ? compared : compared.test,
    ignoresClusters: plan.clustered,
    // Log-log limits stay between 0 and 1, also for the first days on which hardly anybody has responded.
    arms: times.map((arm) => ({ ...arm, curve: kaplanMeier(arm.times, 'log-log', plan.confidenceLevel) })),
  };
}

function costsOf(plan: FurtherPlan, prices: Prices, data: FurtherData): CostsResult {
  const letterOf = (id: string): boolean => plan.arms.find((arm) => arm.id === id)?.letter ?? true;
  const sent = (id: string): ArmReminders | undefined => data.reminders?.find(({ arm }) => arm === id);
  const followUp = (id: string): ArmFollowUp => followUpOf(countOf(data, id), letterOf(id), prices, sent(id));
  const reference = followUp(plan.reference);
  const targetGroup = data.counts.reduce((sum, { n }) => sum + n, 0);
  return {
    prices,
    targetGroup,
    arms: others(plan).map((arm) => ({
      arm: arm.id,
      savings:
        data.designEffect.kind === 'undefined'
          ? data.designEffect
          : costsAndSavings(
              followUp(arm.id),
              reference,
              { reminder: prices.reminder, call: prices.phoneCall },
              targetGroup,
              plan.confidenceLevel,
              data.designEffect.designEffect,
            ),
    })),
  };
}

/**
 * Reminders as they were sent, where the trial sent them; else by the protocol's own reckoning: who has not responded
 * in time gets one. Calls always by that reckoning: who has not responded calls the agreed mean number of times. So the
 * interval has the chance in the responses, and none in the prices.
 */
function followUpOf(
  { n, x }: ArmCount,
  letter: boolean,
  prices: Prices,
  sent: ArmReminders | undefined,
): ArmFollowUp {
  const silent = n - x;
  const calls = prices.callsPerNonResponder;
  return {
    recipients: n,
    letterCost: letter ? prices.letter : 0,
    reminders:
      sent === undefined
        ? { total: silent, totalOfSquares: silent }
        : { total: sent.total, totalOfSquares: sent.totalOfSquares },
    calls: { total: calls * silent, totalOfSquares: calls * calls * silent },
    remindersTimesCalls: calls * (sent?.toSilent ?? silent),
  };
}

function compliersOf(
  plan: FurtherPlan,
  data: FurtherData,
  undeliverable: readonly ArmUndeliverable[],
): NonNullable<FurtherResult['complier']> {
  const cameBack = (id: string): ArmCount => undeliverable.find(({ arm }) => arm === id) ?? { n: 0, x: 0 };
  const reached = (id: string): DeliveredArm => {
    const all = countOf(data, id);
    const { n, x } = cameBack(id);
    return { delivered: { n: all.n - n, x: all.x - x }, undeliverable: { n, x } };
  };
  // An arm without a letter has no letter that could come back.
  const arms = others(plan).filter(({ letter }) => letter);
  return {
    ignoresClusters: plan.clustered,
    arms: arms.map(({ id }) => ({
      arm: id,
      undeliverable: cameBack(id).n,
      respondedAllTheSame: cameBack(id).x,
      effect: complierEffect(reached(id), reached(plan.reference), plan.confidenceLevel),
    })),
  };
}

const others = (plan: FurtherPlan): FurtherPlan['arms'] =>
  plan.arms.filter(({ id, weight }) => weight > 0 && id !== plan.reference);

function countOf({ counts }: FurtherData, id: string): ArmCount {
  const own = counts.filter(({ arm }) => arm === id);
  return {
    n: own.reduce((sum, { n }) => sum + n, 0),
    x: own.reduce((sum, { x }) => sum + x, 0),
  };
}
