import { DomainError } from '../domain-error.js';

/** A version of the drawing algorithm. A trial keeps the one it was registered with for ever. */
export type DrawAlgorithm = 'openbrief-draw-1';

/** The version that a trial which is registered today is drawn with. */
export const DRAW_ALGORITHM: DrawAlgorithm = 'openbrief-draw-1';

export interface DesignArm {
  readonly id: string;
  /** Whole number; arms get recipients in proportion. An arm of weight 0 is never drawn. */
  readonly weight: number;
}

/** How a trial randomises, declared once: the draw, its verification, the power and the tests all read this. */
export interface Design {
  readonly algorithm: DrawAlgorithm;
  readonly arms: readonly DesignArm[];
  /** What is drawn: each recipient, or whole clusters of them. */
  readonly unit: 'recipient' | 'cluster';
  /** Names of the columns within whose values is drawn; empty when all recipients are one stratum. */
  readonly strata: readonly string[];
}

/** The arithmetic of the draw stays in whole numbers that a double holds exactly below this sum of weights. */
export const LARGEST_TOTAL_WEIGHT = 100_000_000;

/**
 * The sum of the weights.
 * @throws DomainError `randomisation:weights` unless all are whole, none is negative, and their sum is from 1 to
 * 100,000,000
 */
export function totalWeight(arms: readonly DesignArm[]): number {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const isSound = arms.every(({ weight }) => Number.isSafeInteger(weight) && weight >= 0);
  if (!isSound || total < 1 || total > LARGEST_TOTAL_WEIGHT) {
    throw new DomainError('invalid', 'randomisation:weights', { largest: LARGEST_TOTAL_WEIGHT });
  }
  return total;
}
