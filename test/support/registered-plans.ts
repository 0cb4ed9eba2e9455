import type {
  RegisteredData,
  RegisteredEstimate,
  RegisteredPlan,
  RegisteredResult,
} from '../../src/core/statistics/registered-analysis-types.js';

export const plan = (change: Partial<RegisteredPlan> = {}): RegisteredPlan => ({
  arms: [
    { id: 'control', weight: 1, variant: null },
    { id: 'norm', weight: 1, variant: 'norm' },
    { id: 'favour', weight: 1, variant: 'favour' },
  ],
  reference: 'control',
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  stratified: false,
  unit: 'recipient',
  smallestWorthwhileUplift: 0.014,
  ...change,
});

export const counts = (rows: Readonly<Record<string, readonly [n: number, x: number]>>): RegisteredData => ({
  counts: Object.entries(rows).map(([key, [n, x]]) => {
    const [arm = '', stratum = ''] = key.split('/');
    return { arm, stratum, n, x };
  }),
});

/** Every number in a result, by path; JSON would hide NaN as null. */
function numbersIn(node: unknown, path = ''): [string, number][] {
  if (typeof node === 'number') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) => numbersIn(child, `${path}.${key}`));
}

/** Paths of the numbers in a result that are none: NaN or infinite. */
export const notFinite = (result: RegisteredResult): string[] =>
  numbersIn(result).flatMap(([path, number]) => (Number.isFinite(number) ? [] : [path]));

/** Whether 0 lies outside the simultaneous interval without the adjusted p being below alpha, or the other way round. */
export function contradicts({ adjusted, simultaneous }: RegisteredEstimate, alpha: number): boolean {
  if (adjusted.kind === 'undefined' || simultaneous.kind === 'undefined') return false;
  const { lower, upper, reconciled } = simultaneous;
  if (!(lower <= upper)) return true;
  const excludesZero =
    lower > 0 || upper < 0 || (reconciled && adjusted.pValue < alpha && lower * upper === 0);
  return excludesZero !== adjusted.pValue < alpha;
}

export const factorialPlan = plan({
  factors: [
    { id: 'a', element: 'e1' },
    { id: 'b', element: 'e2' },
    { id: 'c', element: 'e3' },
  ],
  reference: 'none',
  arms: Array.from({ length: 8 }, (_, run) => {
    const on = ['a', 'b', 'c'].filter((_factor, place) => (run >> place) & 1);
    return { id: on.join('-') || 'none', weight: 1, variant: on.join('-') || 'none', on };
  }),
});
