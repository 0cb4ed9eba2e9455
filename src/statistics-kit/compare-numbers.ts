import type { CaseNumber, CaseOutput, MethodRunner } from './method-runner.js';

/** One expected number that did not come out. */
export interface NumberMiss {
  /** Where in the expected output: `lower`, `criticalZ[2]`, `saturated.ab.estimate`. */
  readonly path: string;
  readonly got: CaseNumber | undefined;
  readonly want: CaseNumber;
}

export interface Comparison {
  readonly misses: readonly NumberMiss[];
  /** |got − want| / max(1, |want|), the largest over all numbers; of small p-values |got/want − 1|. */
  readonly largestError: number;
}

/** Below this a p-value is compared by its ratio: 1e-30 and 1e-20 are not the same, though both are near 0. */
const SMALL_P = 1e-6;
const SMALL_P_TOLERANCE = 1e-6;
/** The values that a printed table has, given for information; computed to more decimals than these. */
const FOR_INFORMATION = 'published4dp';

/**
 * Holds all that is expected against what was computed: |got − want| ≤ tolerance · max(1, |want|), p-values below 1e-6
 * by their ratio. An expected null is met by null or by "Infinity" (both say that there is no such number; which of the
 * two is a convention), never by a finite number. Names that are computed and not expected are passed over.
 */
export function compareNumbers(
  got: CaseOutput,
  want: unknown,
  runner: Pick<MethodRunner, 'tolerance' | 'toleranceOf'>,
): Comparison {
  const misses: NumberMiss[] = [];
  let largestError = 0;
  for (const { path, wanted } of leaves(want, '')) {
    const computed = at(got, path);
    const name = path.replace(/\[\d+\]$/, '').replace(/^.*\./, '');
    const error = errorOf(computed, wanted, /^p(?:Value|[A-Z])|P$|^adjusted$/.test(name));
    if (Number.isFinite(error.size)) largestError = Math.max(largestError, error.size);
    const tolerance = error.byRatio ? SMALL_P_TOLERANCE : (runner.toleranceOf?.[name] ?? runner.tolerance);
    if (!(error.size <= tolerance)) misses.push({ path, got: computed, want: wanted });
  }
  return { misses, largestError };
}

function errorOf(
  got: CaseNumber | undefined,
  want: CaseNumber,
  isP: boolean,
): { readonly size: number; readonly byRatio: boolean } {
  if (typeof want !== 'number') {
    // A quantity that is not computed at all is as undefined as one that is computed to be undefined.
    const same = got === want || (want === null && typeof got !== 'number');
    return { size: same ? 0 : Number.POSITIVE_INFINITY, byRatio: false };
  }
  if (typeof got !== 'number') return { size: Number.POSITIVE_INFINITY, byRatio: false };
  if (isP && want > 0 && want < SMALL_P) return { size: Math.abs(got / want - 1), byRatio: true };
  return { size: Math.abs(got - want) / Math.max(1, Math.abs(want)), byRatio: false };
}

interface Leaf {
  readonly path: string;
  readonly wanted: CaseNumber;
}

/** Every number of the expected output with its path; what is no number at all is an error of the file. */
function leaves(node: unknown, path: string): Leaf[] {
  if (node === null || typeof node === 'number' || node === 'Infinity' || node === '-Infinity') {
    return [{ path, wanted: node }];
  }
  if (Array.isArray(node)) return node.flatMap((child, i) => leaves(child, `${path}[${i}]`));
  if (typeof node === 'object') {
    return Object.entries(node).flatMap(([name, child]) =>
      name === FOR_INFORMATION ? [] : leaves(child, path === '' ? name : `${path}.${name}`),
    );
  }
  throw new TypeError(`${path || 'expected'}: ${JSON.stringify(node)} is not a number`);
}

/** The computed number at a path, undefined where there is none. */
function at(output: CaseOutput, path: string): CaseNumber | undefined {
  let node: unknown = output;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = Object.hasOwn(node, key) ? (node as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  if (typeof node === 'number') return Number.isNaN(node) ? null : infinityInWords(node);
  return node === null || node === 'Infinity' || node === '-Infinity' ? node : undefined;
}

function infinityInWords(number: number): CaseNumber {
  if (Number.isFinite(number)) return number;
  return number > 0 ? 'Infinity' : '-Infinity';
}
