/** A version of the drawing algorithm. A trial keeps the one it was registered with for ever. */
export type DrawAlgorithm = 'openbrief-draw-1';

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
}
