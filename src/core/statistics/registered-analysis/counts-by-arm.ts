import type { ArmCount, TwoArmCount } from '../arm-count.js';
import type { ClusterCount } from '../intra-cluster-correlation.js';
import type { ArmClusterCount, RegisteredData } from '../registered-analysis-types.js';

/** The frozen counts, looked up by arm and stratum; what is absent is 0. */
export interface CountsByArm {
  readonly strata: readonly string[];
  readonly of: (arm: string) => ArmCount;
  readonly inStratum: (arm: string, stratum: string) => ArmCount;
  readonly clusters: (arm: string) => readonly ClusterCount[];
  readonly clustersInStratum: (arm: string, stratum: string) => readonly ClusterCount[];
}

/** Indexes the rows once, so that comparisons of many arms in many strata do not read them again and again. */
export function countsByArm(data: RegisteredData): CountsByArm {
  const strata = [...new Set(data.counts.map(({ stratum }) => stratum))].sort();
  const cells = new Map<string, ArmCount>();
  const arms = new Map<string, ArmCount>();
  for (const { arm, stratum, n, x } of data.counts) {
    add(cells, key(arm, stratum), n, x);
    add(arms, arm, n, x);
  }
  const clusters = data.clusters ?? [];
  const byArm = Map.groupBy(clusters, ({ arm }) => arm);
  const byCell = Map.groupBy(clusters, ({ arm, stratum }) => key(arm, stratum));
  return {
    strata,
    of: (arm) => arms.get(arm) ?? NOBODY,
    inStratum: (arm, stratum) => cells.get(key(arm, stratum)) ?? NOBODY,
    clusters: (arm) => (byArm.get(arm) ?? []).map(clusterCount),
    clustersInStratum: (arm, stratum) => (byCell.get(key(arm, stratum)) ?? []).map(clusterCount),
  };
}

/** A comparison of two arms, stratum by stratum. */
export const twoArmStrata = (counts: CountsByArm, arm: string, reference: string): TwoArmCount[] =>
  counts.strata.map((stratum) => {
    const first = counts.inStratum(arm, stratum);
    const second = counts.inStratum(reference, stratum);
    return { x1: first.x, n1: first.n, x2: second.x, n2: second.n };
  });

const NOBODY: ArmCount = { n: 0, x: 0 };

const key = (arm: string, stratum: string): string => JSON.stringify([arm, stratum]);

function add(to: Map<string, ArmCount>, at: string, n: number, x: number): void {
  const before = to.get(at) ?? NOBODY;
  to.set(at, { n: before.n + n, x: before.x + x });
}

const clusterCount = ({ size, x, clusters }: ArmClusterCount): ClusterCount => ({
  size,
  responses: x,
  clusters,
});
