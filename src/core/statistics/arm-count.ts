/** One arm in one stratum, or in all: the counts on which everything about proportions is computed. */
export interface ArmCount {
  /** Recipients, a whole number ≥ 0. */
  readonly n: number;
  /** Responses among them, 0 … n. */
  readonly x: number;
}

/** Counts of two arms in one stratum; the first is the treatment, the second what it is compared with. */
export interface TwoArmCount {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}
