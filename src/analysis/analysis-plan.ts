import type { LooksTaken } from '../core/statistics/looks.js';
import type { RegisteredData, RegisteredPlan } from '../core/statistics/registered-analysis-types.js';
import type { Protocol } from '../trials/protocol/protocol.js';

/** The registered plan of a protocol, as the statistics read it, with the looks that were taken. */
export function planOf(protocol: Protocol, looks?: LooksTaken): RegisteredPlan {
  const { arms, factors, analysis } = protocol;
  const factorOf = new Map(factors.map(({ id, element }) => [element, id]));
  return {
    arms: arms.map((arm) => ({
      id: arm.id,
      weight: arm.weight,
      variant: arm.letter ? arm.id : null,
      ...(factors.length > 0 && { on: arm.elements.flatMap((element) => factorOf.get(element) ?? []) }),
    })),
    reference: protocol.reference,
    confidenceLevel: analysis.confidenceLevel,
    interval: analysis.interval,
    multiplicity: analysis.multiplicity,
    stratified: protocol.strata.length > 0,
    unit: protocol.unit,
    ...(factors.length > 0 && { factors: factors.map(({ id, element }) => ({ id, element })) }),
    smallestWorthwhileUplift: analysis.smallestWorthwhileUplift,
    ...(looks !== undefined && { looks }),
  };
}

/** Counts as SQL gives them: arms and strata by their index. */
export interface CountRows {
  readonly counts: readonly {
    readonly arm: number;
    readonly stratum: number;
    readonly n: number;
    readonly x: number;
  }[];
  readonly clusters?: readonly {
    readonly arm: number;
    readonly stratum: number;
    readonly size: number;
    readonly x: number;
    readonly clusters: number;
  }[];
  readonly mailed: readonly { readonly arm: number; readonly n: number }[];
  /** Labels of the strata, by index. */
  readonly strata: readonly string[];
}

/** The counts by the names that the protocol gives. An arm without a letter is in no mailed counts: the others are tested by themselves. */
export function dataOf(protocol: Pick<Protocol, 'arms'>, rows: CountRows): RegisteredData {
  const arm = (index: number): string => protocol.arms[index]?.id ?? '';
  const stratum = (index: number): string => rows.strata[index] ?? '';
  return {
    counts: rows.counts.map(({ n, x, ...at }) => ({ arm: arm(at.arm), stratum: stratum(at.stratum), n, x })),
    ...(rows.clusters !== undefined && {
      clusters: rows.clusters.map(({ size, x, clusters, ...at }) => ({
        arm: arm(at.arm),
        stratum: stratum(at.stratum),
        size,
        x,
        clusters,
      })),
    }),
    ...(rows.mailed.length > 0 &&
      protocol.arms.filter(({ letter, weight }) => letter && weight > 0).length > 1 && {
        mailed: rows.mailed.map(({ n, ...at }) => ({ arm: arm(at.arm), n })),
      }),
  };
}
