import type { RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import type { Protocol } from '../trials/protocol/protocol.js';

/** What somebody chose to be true in a rehearsal, in proportions. */
export interface RehearsalTruth {
  /** Response rate in the reference arm. */
  readonly baseline: number;
  /** What each factor, or each arm beside the reference, adds to it. */
  readonly uplifts: readonly { readonly id: string; readonly uplift: number }[];
  /** The response rate of each arm that follows from it, in the protocol's order. */
  readonly rates: readonly number[];
}

type Design = Pick<Protocol, 'arms' | 'factors' | 'reference'>;

/** What an uplift can be chosen for: the factors of a factorial trial, and else the arms beside the reference. */
export const upliftedBy = ({
  arms,
  factors,
  reference,
}: Design): readonly { readonly id: string; readonly name: Protocol['title'] }[] =>
  factors.length > 0 ? factors : arms.filter(({ id }) => id !== reference);

/**
 * The rates that follow from the chosen effects: those of factors add up.
 * @returns undefined when an arm would respond less than never or more than always
 */
export function truthOf(
  design: Design,
  baseline: number,
  uplifts: ReadonlyMap<string, number>,
): RehearsalTruth | undefined {
  const rates = design.arms.map(({ id, elements }) => {
    const own =
      design.factors.length > 0
        ? design.factors.filter(({ element }) => elements.includes(element)).map((factor) => factor.id)
        : [id];
    return own.reduce((rate, one) => rate + (uplifts.get(one) ?? 0), baseline);
  });
  if (rates.some((rate) => !(rate >= 0 && rate <= 1))) return undefined;
  return { baseline, uplifts: [...uplifts].map(([id, uplift]) => ({ id, uplift })), rates };
}

/** One true effect beside what the analysis made of it. */
export interface TruthBeside {
  /** Of the arm or the factor. */
  readonly id: string;
  readonly truth: number;
  /** Undefined where the counts gave no estimate. */
  readonly found?: { readonly estimate: number; readonly lower: number; readonly upper: number };
}

/** The true effects beside the registered estimates, with the intervals that the page of the analysis shows. */
export function truthBeside(
  { uplifts }: RehearsalTruth,
  { comparisons, factorial }: RegisteredResult,
): TruthBeside[] {
  const results =
    factorial === null
      ? comparisons.map(({ arm, registered }) => ({ id: arm, registered }))
      : factorial.mainEffects.map(({ factors, registered }) => ({ id: factors[0] ?? '', registered }));
  return uplifts.map(({ id, uplift: truth }) => {
    const registered = results.find((one) => one.id === id)?.registered;
    if (registered === undefined || registered.uplift.kind === 'undefined') return { id, truth };
    const { uplift: own, simultaneous } = registered;
    const { lower, upper } = simultaneous.kind === 'value' ? simultaneous : own;
    return { id, truth, found: { estimate: own.estimate, lower, upper } };
  });
}
