import type { z } from 'zod';

/**
 * A number of a case: computed or expected. null: undefined, there is no such number. Infinite numbers are said in
 * words, since JSON has none.
 */
export type CaseNumber = number | null | 'Infinity' | '-Infinity';

/** What a method computes, by the names of the case files; nested where those are. */
export interface CaseOutput {
  readonly [name: string]: CaseNumber | readonly CaseNumber[] | CaseOutput;
}

/** How a method of the case files is computed here. */
export interface MethodRunner {
  /** @throws z.ZodError when the input has not the method's shape */
  readonly run: (input: unknown) => CaseOutput;
  /** Tolerance on |got − want|, as a share of max(1, |want|). */
  readonly tolerance: number;
  /** Other tolerances by name, where one quantity comes out of a coarser computation. */
  readonly toleranceOf?: Readonly<Record<string, number>>;
}

/** The tolerance of ../shared/reference/statistics/README.md, and of a method that says nothing else. */
const USUAL_TOLERANCE = 1e-9;

/** Joins the shape of an input to what is computed from it. */
export function runner<S extends z.ZodType>(
  shape: S,
  compute: (input: z.output<S>) => CaseOutput,
  tolerances: Partial<Pick<MethodRunner, 'tolerance' | 'toleranceOf'>> = {},
): MethodRunner {
  return { tolerance: USUAL_TOLERANCE, ...tolerances, run: (input) => compute(shape.parse(input)) };
}
