import { clusterRobustDifference, profilesOfRows } from '../core/statistics/cluster-robust.js';
import { chanceOf } from './chance.js';
import { type SimulatedShare, simulatedShare } from './false-alarms.js';

export type ClusterMethod = 'cr2' | 'hc1' | 'people';

/** Clusters whose members respond by an inclination of their own: 0.7 for `high` of them, 0.1 for the others. */
const rateOf = (high: number): number => 0.7 * high + 0.1 * (1 - high);
const HIGH = { treatment: 0.45, reference: 0.3 };

/**
 * Share of trials in which the 95% interval holds the true difference, with few clusters of very unequal sizes.
 * All three methods see the same trials; `people` forgets the clusters.
 */
export function clusterCoverage(
  clusters: number,
  replications: number,
): Record<ClusterMethod, SimulatedShare> {
  const truth = rateOf(HIGH.treatment) - rateOf(HIGH.reference);
  const hits: Record<ClusterMethod, number> = { cr2: 0, hc1: 0, people: 0 };
  for (let replication = 0; replication < replications; replication += 1) {
    const chance = chanceOf(`clusters ${clusters}`, replication);
    const rows = Array.from({ length: clusters }, (_, cluster) => {
      const treated = cluster % 2 === 1;
      const high = chance.uniform() < (treated ? HIGH.treatment : HIGH.reference);
      // Sizes do not depend on the arm or the inclination, so that the truth is the same for each size.
      const size = 1 + Math.floor(8 * chance.uniform() ** 2);
      return Array.from({ length: size }, () => ({
        cluster,
        treated,
        responded: chance.uniform() < (high ? 0.7 : 0.1),
      }));
    }).flat();
    const got = clusterRobustDifference(profilesOfRows(rows), 0.95);
    if (got.kind === 'undefined') continue;
    const covers = (lower: number, upper: number): number => Number(lower <= truth && truth <= upper);
    if (got.cr2.kind === 'value') hits.cr2 += covers(got.cr2.t.lower, got.cr2.t.upper);
    if (got.hc1.kind === 'value') hits.hc1 += covers(got.hc1.normal.lower, got.hc1.normal.upper);
    if (got.hc2NoCluster.kind === 'value') {
      const half = 1.959963984540054 * got.hc2NoCluster.standardError;
      hits.people += covers(got.estimate - half, got.estimate + half);
    }
  }
  return {
    cr2: simulatedShare(hits.cr2, replications),
    hc1: simulatedShare(hits.hc1, replications),
    people: simulatedShare(hits.people, replications),
  };
}
