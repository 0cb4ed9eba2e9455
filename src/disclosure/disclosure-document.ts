import type { AnalysisRecord, ResponseOverTime } from '../analysis/analyse-trial.js';
import {
  armsMovedByFew,
  byArm,
  LOWEST_THRESHOLD,
  publishableStrata,
  strataMovedByFew,
  withheldArms,
  type PublishedStratum,
} from '../core/disclosure-control/suppress.js';
import type { RegisteredResult, SampleRatioResult } from '../core/statistics/registered-analysis-types.js';
import type { DrawRecord, TrialRecord } from '../trials/trial-record.js';
import { coarseResult, hidesStrata } from './coarse-result.js';
import { publishableCurve } from './publishable-curve.js';
import type { PublishedArm } from './published-arm.js';
import { publishableFlow, type FlowCounts, type PublishedFlow } from './publishable-flow.js';
import { publishableFurther, type PublishedFurther } from './publishable-further.js';
import { unblindingView, type UnblindingView } from './views/unblinding-view.js';

/**
 * What is made public of a trial, as one document: the page, the downloads and the hash are made from it and from
 * nothing else, so what is not in here can't leak from there.
 */
export interface DisclosureDocument {
  readonly format: 'openbrief-disclosure-1';
  readonly organisation: string;
  readonly trial: string;
  readonly kind: TrialRecord['kind'];
  readonly allocation: 'drawn' | 'external';
  readonly protocol: { readonly version: number; readonly sha256: string };
  readonly draw: {
    readonly algorithm: string;
    readonly commitment: string;
    readonly seed: string | null;
    /** The public pulse that was mixed in, and the list that was closed before it; absent without a beacon. */
    readonly beacon?: {
      readonly kind: string;
      readonly reference: string;
      readonly pulse: string;
      readonly list: string;
    };
  } | null;
  readonly stoppedReason: string | null;
  /** Absent from a trial that stayed blind until its close. */
  readonly unblinded?: UnblindingView;
  readonly flow: PublishedFlow;
  readonly threshold: number;
  readonly arms: readonly PublishedArm[];
  /** Counts by stratum, small strata put together; null when they can't be published. */
  readonly strata: readonly PublishedStratum[] | null;
  /** The registered result without what concerns withheld arms; null when its reference arm is withheld. */
  readonly result: RegisteredResult | null;
  readonly overTime: ResponseOverTime | null;
  /** Balance, time to response, costs, exploratory; absent from documents of before these were published. */
  readonly further?: PublishedFurther | null;
  readonly analysisSha256: string;
  /** What this version corrects; absent from the first. */
  readonly correction?: { readonly version: number; readonly replaces: string; readonly text: string };
}

/** Takes out of the result all that would give a withheld arm away: its comparisons, and everything that is pooled. */
export function publishableResult(
  result: RegisteredResult,
  withheld: readonly string[],
): RegisteredResult | null {
  if (withheld.length === 0) return result;
  const reference = result.arms.find((arm) => arm.reference)?.arm ?? '';
  if (withheld.includes(reference)) return null;
  const shown = ({ arm }: { readonly arm: string }): boolean => !withheld.includes(arm);
  const shownRatio = (ratio: SampleRatioResult): SampleRatioResult => ({
    ...ratio,
    observed: ratio.observed.filter(shown),
    test: { kind: 'undefined', reason: 'no-observations' },
  });
  const { allocated, mailed } = result.sampleRatio;
  return {
    ...result,
    arms: result.arms.filter(shown),
    comparisons: result.comparisons.filter(shown),
    factorial: null,
    anyDifference: { kind: 'undefined', reason: 'no-observations' },
    sampleRatio: { allocated: shownRatio(allocated), mailed: mailed === null ? null : shownRatio(mailed) },
    intraCluster: null,
    // That an arm is named with a warning about small counts says something of its count.
    warnings: result.warnings.map(({ about, ...warning }) => ({
      ...warning,
      about: about.filter((arm) => !withheld.includes(arm)),
    })),
  };
}

/**
 * The test on what was mailed, where the counts by arm can be shown: an arm of which a handful of letters were not
 * mailed gives that number away beside the allocated count, and so would the test over few arms.
 * @param withheld whether the total of letters is withheld, which the letters by arm would add up to
 */
export function publishableMailing(
  { sampleRatio, ...result }: RegisteredResult,
  allocated: readonly { readonly arm: string; readonly n: number }[],
  threshold: number,
  withheld = false,
): RegisteredResult {
  const { mailed } = sampleRatio;
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  const tells =
    withheld ||
    mailed?.observed.some(({ arm, count }) => {
      const missing = Math.abs((allocated.find((own) => own.arm === arm)?.n ?? 0) - count);
      return missing > 0 && missing < limit;
    });
  if (mailed === null || tells !== true) return { ...result, sampleRatio };
  const hidden: SampleRatioResult = {
    units: mailed.units,
    observed: [],
    test: { kind: 'undefined', reason: 'no-observations' },
  };
  return { ...result, sampleRatio: { ...sampleRatio, mailed: hidden } };
}

/** Strata that were published as one, which stay so. */
const together = (earlier: readonly DisclosureDocument[]): string[][] =>
  earlier.flatMap(({ strata }) => (strata ?? []).map(({ labels }) => [...labels]));

/** Strata that can be shown beside those of earlier versions; null where they would tell of the few that a correction moved. */
function strataBeside(
  counts: AnalysisRecord['data']['counts'],
  arms: readonly string[],
  threshold: number,
  earlier: readonly DisclosureDocument[],
): DisclosureDocument['strata'] {
  const strata = publishableStrata(counts, arms, threshold, together(earlier));
  const before = earlier.flatMap((version) => (version.strata === null ? [] : [version.strata]));
  return strata === undefined || strataMovedByFew(strata, arms, threshold, before) ? null : strata;
}

function publishedDraw({
  algorithm,
  commitment,
  seed,
  beacon,
  list,
}: DrawRecord): DisclosureDocument['draw'] {
  return {
    algorithm,
    commitment,
    seed,
    ...(beacon !== null &&
      list !== null && {
        beacon: {
          kind: beacon.kind,
          reference: beacon.reference,
          pulse: beacon.pulse,
          list: list.sha256,
        },
      }),
  };
}

/**
 * Makes the public document of an analysed trial.
 * @param earlier the versions that are public already: what they withhold stays so, and nothing may follow from them
 */
export function disclosureDocument(
  trial: TrialRecord,
  organisation: { readonly slug: string; readonly disclosureThreshold: number },
  draw: DrawRecord,
  flow: FlowCounts,
  analysis: AnalysisRecord,
  earlier: readonly DisclosureDocument[] = [],
): DisclosureDocument {
  const { protocol } = trial;
  const threshold = organisation.disclosureThreshold;
  const arms = protocol.arms.map(({ id }) => id);
  const before = new Set(
    earlier.flatMap((version) => version.arms.flatMap((arm) => (arm.withheld ? [arm.arm] : []))),
  );
  // A count that moved by a few since a version that shows it would tell of those few.
  const shownBefore = earlier.map((version) => version.arms.flatMap((arm) => (arm.withheld ? [] : [arm])));
  const moved = armsMovedByFew(analysis.data.counts, arms, threshold, shownBefore);
  for (const arm of moved) before.add(arm);
  const withheld = withheldArms(analysis.data.counts, arms, threshold, [...before]);
  const totals = byArm(analysis.data.counts, arms);
  const published: PublishedArm[] = totals.map(({ arm, n, x }) =>
    withheld.includes(arm) ? { arm, withheld: true, below: threshold } : { arm, withheld: false, n, x },
  );
  const overTime = publishableCurve({ overTime: analysis.overTime, arms: published }, threshold, earlier);
  const publishedFlow = publishableFlow(
    flow,
    {
      totals,
      withheld,
      movedByFew: moved.length > 0,
      withoutLetter: protocol.arms.filter(({ letter }) => !letter).map(({ id }) => id),
    },
    earlier.map((version) => version.flow),
    threshold,
  );
  const mailedWithheld = publishedFlow.withheld?.includes('mailed') ?? false;
  const strata =
    protocol.strata.length > 0 && withheld.length === 0 && earlier.every((version) => version.strata !== null)
      ? strataBeside(analysis.data.counts, arms, threshold, earlier)
      : null;
  const result = publishableResult(
    publishableMailing(analysis.result, totals, threshold, mailedWithheld),
    withheld,
  );
  return {
    format: 'openbrief-disclosure-1',
    organisation: organisation.slug,
    trial: trial.slug,
    kind: trial.kind,
    allocation: protocol.allocation,
    protocol: { version: trial.protocolVersion, sha256: trial.protocolHash },
    draw: protocol.allocation === 'external' ? null : publishedDraw(draw),
    stoppedReason: trial.stoppedReason,
    ...(trial.unblinded !== null && { unblinded: unblindingView(trial.unblinded) }),
    flow: publishedFlow,
    threshold,
    arms: published,
    strata,
    result: result !== null && hidesStrata(protocol.strata.length, strata) ? coarseResult(result) : result,
    overTime,
    further: publishableFurther(
      analysis,
      { arms, reference: protocol.reference, countsReminders: protocol.reminders !== undefined },
      withheld,
      overTime,
      threshold,
    ),
    analysisSha256: analysis.sha256,
  };
}
