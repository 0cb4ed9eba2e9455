import { inference, type Inference, ROUNDING_VARIANCE } from './inference.js';
import type { ClusterCount } from './intra-cluster-correlation.js';
import { type Result, undefinedResult, value } from './result.js';

/**
 * Recipients of one arm in a cluster, and how many of them responded; or the sum of their outcomes, where an outcome is
 * an amount and not just 0 or 1.
 */
export interface ArmPart {
  readonly size: number;
  readonly responses: number;
  /** Sum of the squared outcomes; left out where outcomes are 0 or 1, as it is the number of responses then. */
  readonly squares?: number;
}

/**
 * Clusters that are alike: so many recipients and responses in either arm. When clusters are randomised whole, one of
 * the parts is empty; when people are randomised and households only share a response, both may be filled.
 */
export interface ClusterProfile {
  readonly treatment: ArmPart;
  readonly reference: ArmPart;
  readonly clusters: number;
}

export interface ClusterRobustDifference {
  /** Response rate of the treatment arm minus that of the reference arm. */
  readonly estimate: number;
  readonly clusters: number;
  readonly recipients: number;
  /** Sandwich with the factor G/(G−1)·(n−1)/(n−2); t with G − 1 degrees of freedom. Too optimistic for few clusters. */
  readonly hc1: Result<Inference>;
  /** Bias-reduced sandwich with Satterthwaite's degrees of freedom: the one to report. */
  readonly cr2: Result<Inference>;
  /** For contrast: as if all recipients were independent and both arms had one variance. */
  readonly classical: Result<{ readonly standardError: number }>;
  /** For contrast: as if all recipients were independent. */
  readonly hc2NoCluster: Result<{ readonly standardError: number }>;
}

/** Clusters that were randomised whole, as profiles. */
export function profilesOfArms(
  treatment: readonly ClusterCount[],
  reference: readonly ClusterCount[],
): ClusterProfile[] {
  const none = { size: 0, responses: 0 };
  return [
    ...treatment.map(({ clusters, ...part }) => ({ treatment: part, reference: none, clusters })),
    ...reference.map(({ clusters, ...part }) => ({ treatment: none, reference: part, clusters })),
  ];
}

/** Rows (one a recipient) as the table of profiles that the analysis reads. */
export function profilesOfRows(
  rows: Iterable<{
    readonly cluster: string | number;
    readonly treated: boolean;
    readonly responded: boolean;
  }>,
): ClusterProfile[] {
  const numbers = new Map<string | number, number>();
  const clusters: number[] = [];
  const cells: number[] = [];
  for (const { cluster, treated, responded } of rows) {
    let number = numbers.get(cluster);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(cluster, number);
    }
    clusters.push(number);
    cells.push((treated ? TREATED : 0) + (responded ? RESPONDED : 0));
  }
  return profilesOfColumns(Int32Array.from(clusters), Uint8Array.from(cells), numbers.size);
}

/**
 * Rows with an outcome that may be any number: an amount, a number of letters, a 0 or 1. Outcomes are taken from their
 * mean, which changes no difference and no standard error, so that large amounts that differ little keep their digits.
 */
export function profilesOfOutcomes(
  rows: readonly { readonly cluster: string | number; readonly treated: boolean; readonly outcome: number }[],
): ClusterProfile[] {
  const mean = rows.reduce((sum, { outcome }) => sum + outcome / rows.length, 0);
  const clusters = new Map<string | number, { treatment: SummedPart; reference: SummedPart }>();
  for (const { cluster, treated, outcome } of rows) {
    const parts = clusters.get(cluster) ?? { treatment: emptyPart(), reference: emptyPart() };
    const part = treated ? parts.treatment : parts.reference;
    part.size += 1;
    part.responses += outcome - mean;
    part.squares += (outcome - mean) ** 2;
    clusters.set(cluster, parts);
  }
  return [...clusters.values()].map((parts) => ({ ...parts, clusters: 1 }));
}

interface SummedPart {
  size: number;
  responses: number;
  squares: number;
}

const emptyPart = (): SummedPart => ({ size: 0, responses: 0, squares: 0 });

/** In a column of cells: the recipient is in the treatment arm. */
export const TREATED = 1;
/** In a column of cells: the recipient responded. */
export const RESPONDED = 2;

/** Each of the four numbers of a profile takes this many values in a key, or the profile is looked up by text. */
const KEY_VALUES = 4_096;

/**
 * `profilesOfRows` for columns, which a million recipients come in.
 * @param clusters number of each recipient's cluster, from 0 up to `clusterCount`
 * @param cells for each recipient the sum of TREATED and RESPONDED, as far as they apply
 */
export function profilesOfColumns(
  clusters: Int32Array,
  cells: Uint8Array,
  clusterCount: number,
): ClusterProfile[] {
  // Per cluster: recipients and responses of either arm. No cluster is an object.
  const counters = new Uint32Array(4 * clusterCount);
  for (let row = 0; row < clusters.length; row += 1) {
    const cell = cells[row] ?? 0;
    const at = 4 * (clusters[row] ?? 0) + ((cell & TREATED) === 0 ? 2 : 0);
    counters[at] = (counters[at] ?? 0) + 1;
    if ((cell & RESPONDED) !== 0) counters[at + 1] = (counters[at + 1] ?? 0) + 1;
  }
  const profiles = new Map<number | string, { clusters: number; place: number }>();
  for (let place = 0; place < counters.length; place += 4) {
    const key = profileKey(counters, place);
    const profile = profiles.get(key);
    if (profile === undefined) profiles.set(key, { clusters: 1, place });
    else profile.clusters += 1;
  }
  return [...profiles.values()].map(({ clusters, place }) => ({
    treatment: { size: counters[place] ?? 0, responses: counters[place + 1] ?? 0 },
    reference: { size: counters[place + 2] ?? 0, responses: counters[place + 3] ?? 0 },
    clusters,
  }));
}

/** One number for clusters of a usual size: looking half a million texts up takes ten times as long. */
function profileKey(counters: Uint32Array, place: number): number | string {
  const [a = 0, b = 0, c = 0, d = 0] = [
    counters[place],
    counters[place + 1],
    counters[place + 2],
    counters[place + 3],
  ];
  return Math.max(a, c) < KEY_VALUES
    ? ((a * KEY_VALUES + b) * KEY_VALUES + c) * KEY_VALUES + d
    : `${a} ${b} ${c} ${d}`;
}

/**
 * Difference of two response rates, or of two mean outcomes (see `profilesOfOutcomes`), with standard errors that allow
 * for clusters (households, employers). It is the
 * coefficient of `treat` in R's lm(y ~ treat), with sandwich::vcovCL(type = "HC1") and clubSandwich's CR2 with
 * coef_test(test = "Satterthwaite"). In this regression the hat matrix is J/N within an arm and 0 between arms, so
 * CR2's matrix (I − H)^(−½) is a factor 1/√(1 − size/N) on a cluster's sum: no matrix is larger than a number, and the
 * work grows with the number of different profiles, not with the recipients.
 * @param level confidence level in (0, 1)
 * @returns undefined `no-observations`, `empty-arm`; inside, `too-few-clusters` where an arm's variance would come
 *   from one cluster and `no-variation` where all clusters of an arm respond alike
 * @see Liang & Zeger (1986) Biometrika 73, 13–22; Bell & McCaffrey (2002) Survey Methodology 28, 169–181;
 *   Pustejovsky & Tipton (2018) J. Bus. Econ. Statist. 36, 672–683
 */
export function clusterRobustDifference(
  profiles: readonly ClusterProfile[],
  level: number,
): Result<ClusterRobustDifference> {
  const filled = profiles.filter((p) => p.clusters > 0 && p.treatment.size + p.reference.size > 0);
  if (filled.length === 0) return undefinedResult('no-observations');
  const n1 = total(filled, (p) => p.treatment.size);
  const n0 = total(filled, (p) => p.reference.size);
  if (n1 === 0 || n0 === 0) return undefinedResult('empty-arm');
  const p1 = total(filled, (p) => p.treatment.responses) / n1;
  const p0 = total(filled, (p) => p.reference.responses) / n0;
  const recipients = n1 + n0;
  const squares1 = total(filled, (p) => p.treatment.squares ?? p.treatment.responses);
  const squares0 = total(filled, (p) => p.reference.squares ?? p.reference.responses);
  // A mean square of amounts has their unit; of rates the rounding is known beforehand.
  const amounts = filled.some((p) => p.treatment.squares !== undefined || p.reference.squares !== undefined);
  const rounding = ROUNDING_VARIANCE * (amounts ? (squares1 + squares0) / recipients : 1);
  const sizes: ArmSizes = { n1, n0, p1, p0, clusters: total(filled, () => 1), rounding };
  const spread1 = amounts ? Math.max(0, squares1 / n1 - p1 * p1) : p1 * (1 - p1);
  const spread0 = amounts ? Math.max(0, squares0 / n0 - p0 * p0) : p0 * (1 - p0);
  const pooled = (n1 * spread1 + n0 * spread0) / (recipients - 2);
  const eachOwn = spread1 / (n1 - 1) + spread0 / (n0 - 1);
  return value({
    estimate: p1 - p0,
    clusters: sizes.clusters,
    recipients,
    hc1: hc1(filled, sizes, level),
    cr2: cr2(filled, sizes, level),
    classical: standardErrorFrom(recipients > 2 ? pooled * (1 / n1 + 1 / n0) : null),
    hc2NoCluster: standardErrorFrom(n1 > 1 && n0 > 1 ? eachOwn : null),
  });
}

interface ArmSizes {
  readonly n1: number;
  readonly n0: number;
  readonly p1: number;
  readonly p0: number;
  readonly clusters: number;
  /** A variance at or below this is a zero that was rounded. */
  readonly rounding: number;
}

const total = (profiles: readonly ClusterProfile[], of: (profile: ClusterProfile) => number): number =>
  profiles.reduce((sum, profile) => sum + profile.clusters * of(profile), 0);

/** What a cluster adds to the estimate's error: its excess of responses over its arm's rate, per recipient. */
const score = (part: ArmPart, rate: number, n: number): number => (part.responses - part.size * rate) / n;

function standardErrorFrom(variance: number | null): Result<{ standardError: number }> {
  if (variance === null) return undefinedResult('no-variation');
  return value({ standardError: Math.sqrt(variance) });
}

function hc1(profiles: readonly ClusterProfile[], sizes: ArmSizes, level: number): Result<Inference> {
  const { n1, n0, p1, p0, clusters } = sizes;
  const recipients = n1 + n0;
  if (clusters < 2 || recipients < 3) return undefinedResult('too-few-clusters');
  const meat = total(profiles, (p) => (score(p.treatment, p1, n1) - score(p.reference, p0, n0)) ** 2);
  if (meat <= sizes.rounding)
    return undefinedResult(oneClusterAnArm(profiles) ? 'too-few-clusters' : 'no-variation');
  const factor = (clusters / (clusters - 1)) * ((recipients - 1) / (recipients - 2));
  return value(inference(p1 - p0, Math.sqrt(meat * factor), clusters - 1, level));
}

function cr2(profiles: readonly ClusterProfile[], sizes: ArmSizes, level: number): Result<Inference> {
  const { n1, n0, p1, p0 } = sizes;
  if (oneClusterAnArm(profiles)) return undefinedResult('too-few-clusters');
  const factor1 = (p: ClusterProfile): number => 1 / Math.sqrt(1 - p.treatment.size / n1);
  const factor0 = (p: ClusterProfile): number => 1 / Math.sqrt(1 - p.reference.size / n0);
  const variance = total(
    profiles,
    (p) => (score(p.treatment, p1, n1) * factor1(p) - score(p.reference, p0, n0) * factor0(p)) ** 2,
  );
  if (variance <= sizes.rounding) return undefinedResult('no-variation');
  // Satterthwaite: (tr P)² / tr P², P = D − αα′ − ββ′ with an entry per cluster (Pustejovsky & Tipton, equation 11).
  const alpha = (p: ClusterProfile): number => (p.treatment.size * factor1(p)) / n1 / Math.sqrt(n1);
  const beta = (p: ClusterProfile): number => (p.reference.size * factor0(p)) / n0 / Math.sqrt(n0);
  const diagonal = (p: ClusterProfile): number =>
    p.treatment.size * (factor1(p) / n1) ** 2 + p.reference.size * (factor0(p) / n0) ** 2;
  const alphas = total(profiles, (p) => alpha(p) ** 2);
  const betas = total(profiles, (p) => beta(p) ** 2);
  const both = total(profiles, (p) => alpha(p) * beta(p));
  const trace = total(profiles, diagonal) - alphas - betas;
  const traceOfSquare =
    total(profiles, (p) => diagonal(p) ** 2 - 2 * diagonal(p) * (alpha(p) ** 2 + beta(p) ** 2)) +
    alphas ** 2 +
    betas ** 2 +
    2 * both ** 2;
  return value(inference(p1 - p0, Math.sqrt(variance), trace ** 2 / traceOfSquare, level));
}

/** Whether all recipients of an arm are in one cluster, so that nothing shows how clusters differ. */
function oneClusterAnArm(profiles: readonly ClusterProfile[]): boolean {
  const inTreatment = total(profiles, (p) => (p.treatment.size > 0 ? 1 : 0));
  const inReference = total(profiles, (p) => (p.reference.size > 0 ? 1 : 0));
  return inTreatment < 2 || inReference < 2;
}
