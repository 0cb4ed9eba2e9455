import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import * as queries from '../src/analysis/counts.queries.js';
import {
  clusterRobustDifference,
  profilesOfArms,
  profilesOfColumns,
  RESPONDED,
  TREATED,
  type ClusterProfile,
} from '../src/core/statistics/cluster-robust.js';
import type { ClusterCount } from '../src/core/statistics/intra-cluster-correlation.js';
import { BinaryRowReader } from '../src/platform/copy/copy-binary.js';
import { copyOut } from '../src/platform/copy/copy-writer.js';
import type { Work } from '../src/platform/database/unit-of-work.js';
import { runR } from './r.js';

export interface ClusteredFigures {
  /** From the tables: counts by cluster in SQL, then estimate and standard error. */
  readonly seconds: number;
  /** From a million rows in memory, as R has them. */
  readonly inMemorySeconds: number;
  readonly estimate: number;
  readonly standardError: number;
  /** R's lm with sandwich::vcovCL on the same rows in memory; undefined where R is not there. */
  readonly r?: {
    readonly seconds: number;
    readonly largestRelativeError: number;
    readonly timesAsLong: number;
  };
}

const ofR = z.object({ estimate: z.number(), standardError: z.number(), seconds: z.number() });

function differenceOf(profiles: readonly ClusterProfile[]): { estimate: number; standardError: number } {
  const result = clusterRobustDifference(profiles, 0.95);
  if (result.kind !== 'value' || result.hc1.kind !== 'value')
    throw new Error('There is no clustered result.');
  return { estimate: result.estimate, standardError: result.hc1.standardError };
}

const secondsSince = (start: number): number => (performance.now() - start) / 1_000;

/** The rows of a trial in memory, as R has them after reading its file. */
async function rowsOf(
  { client }: Work,
  trial: string,
): Promise<{ clusters: Int32Array; cells: Uint8Array; clusterCount: number }> {
  const clusters: number[] = [];
  const cells: number[] = [];
  const reader = new BinaryRowReader(3);
  for await (const chunk of copyOut(client, `copy (${rowsQuery(trial)}) to stdout (format binary)`)) {
    reader.push(chunk);
    while (reader.next()) {
      clusters.push(reader.int4(1));
      cells.push(reader.int4(0) * TREATED + reader.int4(2) * RESPONDED);
    }
  }
  const clusterCount = clusters.reduce((most, cluster) => Math.max(most, cluster), 0) + 1;
  return { clusters: Int32Array.from(clusters), cells: Uint8Array.from(cells), clusterCount };
}

const rowsQuery = (trial: string): string => `
  select (a.arm >= 4)::int as treated, a.cluster, (r.number is not null)::int as responded
  from allocations a left join responses r on r.trial_id = a.trial_id and r.number = a.number
  where a.trial_id = '${trial}'`;

/** The clustered comparison of the last four arms with the first four. */
export async function benchClustered(
  work: Work,
  window: readonly [trial: string, kind: string, mailing: string, days: number],
  file: string,
): Promise<ClusteredFigures> {
  const { client } = work;
  const start = performance.now();
  const { rows } = await client.query<{ arm: number; size: number; x: number; clusters: number }>(
    queries.countsByCluster,
    [...window],
  );
  const half = (isTreated: boolean): ClusterCount[] =>
    rows
      .filter(({ arm }) => arm >= 4 === isTreated)
      .map(({ size, x, clusters }) => ({ size, responses: x, clusters }));
  const fromTables = differenceOf(profilesOfArms(half(true), half(false)));
  const seconds = secondsSince(start);
  const { clusters, cells, clusterCount } = await rowsOf(work, window[0]);
  const second = performance.now();
  const inMemory = differenceOf(profilesOfColumns(clusters, cells, clusterCount));
  const inMemorySeconds = secondsSince(second);
  await pipeline(
    copyOut(client, `copy (${rowsQuery(window[0])}) to stdout (format csv, header)`),
    createWriteStream(file),
  );
  const said = ofR.safeParse(runR('clustered.R', [file]));
  const figures = { seconds, inMemorySeconds, ...inMemory };
  if (!said.success) return figures;
  const errors = [fromTables, inMemory].flatMap(({ estimate, standardError }) => [
    Math.abs(said.data.estimate / estimate - 1),
    Math.abs(said.data.standardError / standardError - 1),
  ]);
  return {
    ...figures,
    r: {
      seconds: said.data.seconds,
      largestRelativeError: Math.max(...errors),
      timesAsLong: said.data.seconds / inMemorySeconds,
    },
  };
}
