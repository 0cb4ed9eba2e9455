import { recipientKey } from '../src/core/randomisation/commitment.js';
import type { Design } from '../src/core/randomisation/design.js';
import { drawColumns, type RecipientRows } from '../src/core/randomisation/draw-columns.js';
import { beginDraw } from '../src/core/randomisation/draw.js';
import { KEY_BYTES } from '../src/core/randomisation/sort-keys.js';

/** Four letters and an arm without one, in uneven numbers: little divides evenly. */
const DESIGN: Design = {
  algorithm: 'openbrief-draw-1',
  arms: [
    { id: 'basis', weight: 2 },
    { id: 'autoriteit', weight: 1 },
    { id: 'wederkerigheid', weight: 1 },
    { id: 'sociale-norm', weight: 1 },
    { id: 'geen-brief', weight: 1 },
  ],
  unit: 'cluster',
  strata: ['regio'],
};

const ENTROPY = new Uint8Array(32).fill(7);

/** Recipients in households of one, two or three (two on average), each household in a stratum. */
export function syntheticRows(count: number, strata: number): RecipientRows {
  const keys = new Uint8Array(count * KEY_BYTES);
  const stratumOf = new Uint32Array(count);
  const clusters = new Int32Array(count);
  let household = 0;
  let left = 1;
  for (let row = 0; row < count; row += 1) {
    if (left === 0) {
      household += 1;
      left = (household % 3) + 1;
    }
    left -= 1;
    keys.set(recipientKey(`recipient ${row}`), row * KEY_BYTES);
    stratumOf[row] = household % strata;
    clusters[row] = household;
  }
  const stratumLabels = Array.from(
    { length: strata },
    (_, index) => `S${String(index + 1).padStart(3, '0')}`,
  );
  return { count, keys, strata: stratumOf, stratumLabels, clusters, clusterCount: household + 1 };
}

/** What a piece of work takes. The processor's time is the one to compare on a machine that others use too. */
export interface Timing {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

function timingOf(work: () => unknown): Timing {
  const cpu = process.cpuUsage();
  const start = performance.now();
  work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1_000_000 };
}

/** The middle one of several runs, as in draw.R: the first ones also compile the code. */
function medianTiming(runs: number, work: () => unknown): Timing {
  const timings = Array.from({ length: runs }, () => timingOf(work));
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  return {
    seconds: middle(timings.map(({ seconds }) => seconds)),
    cpuSeconds: middle(timings.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

/**
 * How long one draw takes, keys unsorted: the first and the middle of nine from columns, and from recipients added one
 * by one with names for their stratum and household.
 */
export function benchDraw(
  count: number,
  strata: number,
): { readonly first: Timing; readonly columns: Timing; readonly named: Timing } {
  const rows = syntheticRows(count, strata);
  const names = Array.from({ length: rows.clusterCount }, (_, cluster) => `household ${cluster}`);
  const first = timingOf(() => drawColumns(DESIGN, ENTROPY, rows));
  const columns = medianTiming(9, () => drawColumns(DESIGN, ENTROPY, rows));
  const named = medianTiming(5, () => {
    const draw = beginDraw(DESIGN, ENTROPY);
    for (let row = 0; row < count; row += 1) {
      draw.add(
        rows.keys.subarray(row * KEY_BYTES, (row + 1) * KEY_BYTES),
        rows.stratumLabels[rows.strata[row] ?? 0] ?? '',
        names[rows.clusters[row] ?? 0] ?? null,
      );
    }
    return draw.finish();
  });
  return { first, columns, named };
}
