import type {
  Estimate,
  MethodCode,
  Multiplicity,
  RegisteredEstimate,
  Test,
  Verdict,
  Worthwhile,
} from '../registered-analysis-types.js';
import { levelAfterLooks, type LooksTaken, sequentialPValue } from '../looks.js';
import { type Result, undefinedResult, value } from '../result.js';
import { correctFamily } from '../simultaneous-family.js';

/** One member of the registered family before the correction: an uplift that can be had at any confidence level. */
export interface FamilyMember {
  readonly upliftAt: (level: number) => Estimate;
  readonly test: Test;
  /** √(v₀/(v₀ + v)) against the shared reference; 0 where there is none. */
  readonly loading: number;
  /** The same at any time of looking; only for a comparison of recipients without strata. */
  readonly sequence?: Pick<FamilyMember, 'upliftAt' | 'test'>;
}

export interface FamilyRules {
  readonly confidenceLevel: number;
  readonly multiplicity: Multiplicity;
  readonly smallestWorthwhileUplift: number;
  readonly looks?: LooksTaken;
}

/** The registered result of each member: corrected over the whole family, with intervals that agree with the p. */
export function registerFamily(members: readonly FamilyMember[], rules: FamilyRules): RegisteredEstimate[] {
  const afterLooks = members.map((member) => underLooks(member, rules.looks));
  const corrected = correctFamily(
    afterLooks.map(({ test }) => (test.kind === 'value' ? test.pValue : null)),
    rules.multiplicity,
    rules.confidenceLevel,
    members.map(({ loading }) => loading),
  );
  const alpha = 1 - rules.confidenceLevel;
  return afterLooks.map((member, place) => {
    const { adjustedP, level } = corrected[place] ?? { adjustedP: null, level: rules.confidenceLevel };
    const uplift = member.upliftAt(rules.confidenceLevel);
    const beyondChance = adjustedP === null ? null : adjustedP < alpha;
    const simultaneous = reconcile(member.upliftAt(level), level, beyondChance);
    return {
      uplift,
      test: members[place]?.test ?? member.test,
      adjusted: adjustedTest(member.test, adjustedP, rules.multiplicity),
      simultaneous,
      verdict: verdictOf(uplift, beyondChance),
      worthwhile: worthwhileOf(simultaneous, rules.smallestWorthwhileUplift),
    };
  });
}

/**
 * A member of the registered family as it counts after looks: its p-value is that over all looks together, and its
 * interval is as much wider as the last boundary lies higher. With a confidence sequence both are those of the sequence.
 */
function underLooks(member: FamilyMember, looks: LooksTaken | undefined): FamilyMember {
  if (looks === undefined) return member;
  if (looks.boundary === 'confidence-sequence') {
    const { sequence } = member;
    // A quantity without a sequence (an interaction) is not looked at before the end.
    return sequence === undefined ? member : { ...member, ...sequence };
  }
  return {
    ...member,
    upliftAt: (level) => member.upliftAt(levelAfterLooks(looks, level)),
    test: sequentialTest(member.test, looks),
  };
}

function sequentialTest(test: Test, looks: LooksTaken): Test {
  if (test.kind === 'undefined') return test;
  const pValue = sequentialPValue(looks, test.pValue);
  return pValue === null ? undefinedResult('did-not-converge') : value({ ...test, pValue });
}

function adjustedTest(test: Test, adjustedP: number | null, method: MethodCode): Test {
  if (test.kind === 'undefined') return test;
  return adjustedP === null ? undefinedResult('no-variation') : value({ pValue: adjustedP, method });
}

function verdictOf(uplift: Estimate, beyondChance: boolean | null): Verdict {
  if (uplift.kind === 'undefined' || beyondChance === null) return 'undefined';
  if (!beyondChance) return 'no-difference';
  return uplift.estimate > 0 ? 'more' : 'less';
}

/**
 * Moves an end to 0 where the interval and the adjusted p would say opposite things: Holm's steps reject what
 * Bonferroni's interval still contains, and a score interval differs from a z test in the third digit. Where p says
 * "beyond chance" the interval stops at 0, not including it; where p does not, it reaches 0.
 */
function reconcile(
  at: Estimate,
  level: number,
  beyondChance: boolean | null,
): RegisteredEstimate['simultaneous'] {
  if (at.kind === 'undefined') return at;
  const { estimate, lower, upper, method } = at;
  const excludesZero = lower > 0 || upper < 0;
  if (beyondChance === null || beyondChance === excludesZero || estimate === 0) {
    return value({ lower, upper, level, reconciled: false, method });
  }
  // Whether 0 is to be kept out or let in, it is the end on the side of 0 that moves there.
  const moved = estimate > 0 ? { lower: 0, upper } : { lower, upper: 0 };
  return value({ ...moved, level, reconciled: true, method });
}

function worthwhileOf(
  simultaneous: Result<{ readonly lower: number; readonly upper: number }>,
  smallest: number,
): Worthwhile {
  if (simultaneous.kind === 'undefined') return 'undefined';
  if (simultaneous.lower >= smallest) return 'yes';
  return simultaneous.upper < smallest ? 'no' : 'undecided';
}
