import { armMoments, contrastOfArms } from '../arm-contrast.js';
import type { ArmResult, Estimate, RegisteredPlan } from '../registered-analysis-types.js';
import { value } from '../result.js';
import { wilsonInterval } from '../wilson-interval.js';
import type { CountsByArm } from './counts-by-arm.js';

/** Each arm's counts and response rate, arms of weight 0 included. */
export function armResults(plan: RegisteredPlan, counts: CountsByArm, clustered: boolean): ArmResult[] {
  return plan.arms.map(({ id }) => ({
    arm: id,
    reference: id === plan.reference,
    ...counts.of(id),
    rate: (clustered ? clusterRate(plan, counts, id) : null) ?? wilsonRate(plan, counts, id),
  }));
}

function wilsonRate(plan: RegisteredPlan, counts: CountsByArm, arm: string): Estimate {
  const rate = wilsonInterval(counts.of(arm), plan.confidenceLevel);
  return rate.kind === 'undefined' ? rate : { ...rate, method: 'wilson' };
}

/** null where clusters show no variance (nobody responded, or one cluster): Wilson's interval still says something. */
function clusterRate(plan: RegisteredPlan, counts: CountsByArm, arm: string): Estimate | null {
  const rate = contrastOfArms([armMoments(counts.clusters(arm))], [1], plan.confidenceLevel);
  if (rate.kind === 'undefined') return null;
  return value({
    estimate: rate.estimate,
    lower: Math.max(0, rate.t.lower),
    upper: Math.min(1, rate.t.upper),
    method: 'cluster-robust-cr2',
  });
}
