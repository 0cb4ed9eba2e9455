import type { LooksTaken } from './looks.js';
import type { UndefinedReason, Result } from './result.js';

/** What the protocol registered about the analysis; nothing of it can be chosen after the data are seen. */
export interface RegisteredPlan {
  /** In the order of the protocol. An arm of weight 0 was designed but gets nobody, and is in no comparison. */
  readonly arms: readonly PlannedArm[];
  /** Id of the arm that the others are compared with. */
  readonly reference: string;
  /** In (0, 1), usually 0.95. */
  readonly confidenceLevel: number;
  readonly interval: 'newcombe' | 'miettinen-nurminen';
  readonly multiplicity: Multiplicity;
  /** Whether was randomised within strata, so that the analysis is stratified too. */
  readonly stratified: boolean;
  /** What was randomised. */
  readonly unit: 'recipient' | 'cluster';
  /** For a full factorial: what the arms consist of. Each arm's `on` names its factors. */
  readonly factors?: readonly { readonly id: string; readonly element: string }[];
  /** As a proportion: 0.014 is 1.4 percentage points. */
  readonly smallestWorthwhileUplift: number;
  /** Looks that were taken before this analysis; absent where none were planned. */
  readonly looks?: LooksTaken;
}

export interface PlannedArm {
  readonly id: string;
  readonly weight: number;
  /** Id of the variant; null for an arm without a letter. */
  readonly variant: string | null;
  /** Ids of the factors that are on in this arm; needed in every arm when the plan has factors. */
  readonly on?: readonly string[];
}

export type Multiplicity = 'holm' | 'dunnett' | 'benjamini-hochberg' | 'none';

/** The frozen counts, by intention to treat: everybody who was allocated counts in their own arm. */
export interface RegisteredData {
  /** A row per arm and stratum; arms and strata that are absent are empty. */
  readonly counts: readonly ArmStratumCount[];
  /** Needed when the unit is a cluster. */
  readonly clusters?: readonly ArmClusterCount[];
  /** How many letters really went out per arm; gives a second sample-ratio test. */
  readonly mailed?: readonly { readonly arm: string; readonly n: number }[];
}

export interface ArmStratumCount {
  readonly arm: string;
  /** '' when there are no strata. */
  readonly stratum: string;
  /** Recipients allocated. */
  readonly n: number;
  /** Of these, recipients who responded within the window. */
  readonly x: number;
}

/** Clusters of one arm and stratum that are alike in size and in number of responses. */
export interface ArmClusterCount {
  readonly arm: string;
  readonly stratum: string;
  readonly size: number;
  /** Responses in each of these clusters. */
  readonly x: number;
  /** How many such clusters. */
  readonly clusters: number;
}

/** How a number was computed; the words are in templates/locales/<language>/statistics.json under `methods`. */
export type MethodCode =
  | 'wilson'
  | 'newcombe'
  | 'miettinen-nurminen'
  | 'katz'
  | 'woolf'
  | 'z-test-pooled'
  | 'fisher-exact'
  | 'cochran-mantel-haenszel'
  | 'mantel-haenszel-sato'
  | 'cluster-robust-cr2'
  | 'cluster-robust-post-stratified'
  | 'factorial-hc2'
  | 'factorial-cr2'
  | 'chi-square-goodness-of-fit'
  | 'chi-square-arms'
  | 'generalised-cochran-mantel-haenszel'
  | 'anova-intra-cluster'
  | 'confidence-sequence'
  | 'holm'
  | 'dunnett'
  | 'benjamini-hochberg'
  | 'none';

/** An estimate with its interval at the registered confidence level, in response rate (0.01 = one percentage point). */
export type Estimate = Result<{
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly method: MethodCode;
}>;

/** A two-sided p-value of the hypothesis of no difference. */
export type Test = Result<{ readonly pValue: number; readonly method: MethodCode }>;

/** A ratio; the estimate can exist where its interval does not. */
export type RatioEstimate = Result<{
  readonly estimate: number;
  readonly interval: Result<{ readonly lower: number; readonly upper: number }>;
  readonly method: MethodCode;
}>;

/**
 * The registered result of one member of the registered family. These are the numbers to publish; everything beside
 * it is there to be compared.
 */
export interface RegisteredEstimate {
  /** With the interval for this one quantity alone. */
  readonly uplift: Estimate;
  readonly test: Test;
  /** The p-value after the registered correction over the whole family. */
  readonly adjusted: Test;
  /**
   * Interval for all members of the family at once. It has 0 outside it exactly when `adjusted.pValue` is below
   * 1 − confidenceLevel: `reconciled` says that an end was moved to 0 for that.
   */
  readonly simultaneous: Result<{
    readonly lower: number;
    readonly upper: number;
    /** Confidence level at which this single interval was computed. */
    readonly level: number;
    readonly reconciled: boolean;
    readonly method: MethodCode;
  }>;
  readonly verdict: Verdict;
  readonly worthwhile: Worthwhile;
}

/** From the adjusted p alone. */
export type Verdict = 'more' | 'less' | 'no-difference' | 'undefined';

/** Where the simultaneous interval lies against the smallest uplift worth having. */
export type Worthwhile = 'yes' | 'no' | 'undecided' | 'undefined';

export interface ArmResult {
  readonly arm: string;
  readonly reference: boolean;
  readonly n: number;
  readonly x: number;
  /** Response rate with its Wilson interval; for clusters the interval of the cluster-robust standard error. */
  readonly rate: Estimate;
}

/** One arm against the reference arm: arm minus reference, arm over reference. */
export interface ComparisonResult {
  readonly arm: string;
  readonly reference: string;
  readonly registered: RegisteredEstimate;
  /** Difference of the two rates as counted, with the interval that the protocol chose. */
  readonly crude: Estimate;
  readonly riskRatio: RatioEstimate;
  readonly oddsRatio: RatioEstimate;
  readonly pooledZ: Test;
  /** Only where an expected count is below 5; then it is the registered test of an unstratified comparison. */
  readonly fisher: Test | null;
  /** Only for a stratified trial. */
  readonly stratified: {
    readonly uplift: Estimate;
    readonly test: Test;
    readonly commonOddsRatio: RatioEstimate;
  } | null;
  /** Only where the unit is a cluster. */
  readonly clustered: {
    readonly uplift: Estimate;
    readonly test: Test;
    /** Not necessarily whole (Satterthwaite). */
    readonly degreesOfFreedom: number | null;
  } | null;
}

/** A main effect (one factor) or an interaction (two or more), averaged over all settings of the other factors. */
export interface FactorEffectResult {
  readonly factors: readonly string[];
  /** Adjusted over the main effects, or over the interactions: two families. */
  readonly registered: RegisteredEstimate;
  readonly standardError: number | null;
}

export interface SampleRatioResult {
  /** Units per arm: recipients, or clusters where those were randomised. */
  readonly units: 'recipient' | 'cluster';
  readonly observed: readonly { readonly arm: string; readonly count: number; readonly expected: number }[];
  readonly test: Result<{
    readonly chiSquare: number;
    readonly df: number;
    readonly pValue: number;
    readonly method: MethodCode;
  }>;
}

export interface RegisteredResult {
  readonly version: 1;
  readonly confidenceLevel: number;
  readonly interval: RegisteredPlan['interval'];
  readonly multiplicity: Multiplicity;
  /** Which of the numbers are the registered result. */
  readonly primary: {
    readonly family: 'comparisons' | 'main-effects';
    /** How many members the correction counts. */
    readonly members: number;
    readonly upliftMethod: MethodCode;
    /** Several only where small counts call for Fisher's test in some comparisons. */
    readonly testMethods: readonly MethodCode[];
  };
  readonly arms: readonly ArmResult[];
  readonly comparisons: readonly ComparisonResult[];
  readonly factorial: {
    readonly mainEffects: readonly FactorEffectResult[];
    readonly interactions: readonly FactorEffectResult[];
  } | null;
  /** Whether the arms differ at all, in one test over all of them. */
  readonly anyDifference: Result<{
    readonly chiSquare: number;
    readonly df: number;
    readonly pValue: number;
    readonly method: MethodCode;
  }>;
  readonly sampleRatio: {
    readonly allocated: SampleRatioResult;
    readonly mailed: SampleRatioResult | null;
  };
  /** Only where the unit is a cluster. */
  readonly intraCluster: Result<{
    readonly correlation: number;
    readonly designEffect: number;
    readonly method: MethodCode;
  }> | null;
  readonly warnings: readonly AnalysisWarning[];
  /** Only where looks were taken: adjusted p-values and all registered intervals are those of the last boundary. */
  readonly looks?: LooksTaken & {
    /** What the last boundary leaves for one quantity at the registered level; null for a confidence sequence. */
    readonly lastNominalP: number | null;
  };
}

export type WarningCode =
  /** The sample ratio would come about by chance less than once in a thousand times. */
  | 'sample-ratio-mismatch'
  | 'mailed-ratio-mismatch'
  | 'empty-arm'
  /** An expected count is below 5: exact tests are used where there are. */
  | 'small-counts'
  /** Fewer than 20 clusters in an arm: cluster-robust intervals may be too narrow. */
  | 'few-clusters'
  /** The stratified estimate does not exist for these counts; the crude one is the registered result. */
  | 'stratified-undefined'
  /** Strata in which only one of two arms has recipients add nothing to the stratified estimate. */
  | 'strata-without-comparison'
  /** The factorial analysis averages over strata instead of within them. */
  | 'factorial-not-stratified'
  /** Dunnett's correction is for comparisons with one reference; Holm's was used for the factorial effects. */
  | 'dunnett-needs-reference'
  /** An interaction is beyond chance: the main effects are averages of different things. */
  | 'interaction-present'
  /** The clusters were not delivered: the result is as if recipients had been randomised. */
  | 'clusters-missing'
  /** Only in what is published: told in fewer digits, so that the counts of small strata don't follow. */
  | 'digits-kept-back';

export interface AnalysisWarning {
  readonly code: WarningCode;
  /** What it is about: ids of arms, factors or a reason. */
  readonly about: readonly string[];
  readonly reason?: UndefinedReason;
}
