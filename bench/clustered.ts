import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import * as queries from '../src/analysis/counts.queries.js';
import { clusterRobustDifference, profilesOfArms } from '../src/core/statistics/cluster-robust.js';
import type { ClusterCount } from '../src/core/statistics/intra-cluster-correlation.js';
import { copyOut } from '../src/platform/copy/copy-writer.js';
import type { Work } from '../src/platform/database/unit-of-work.js';
import { runR } from './r.js';

export interface ClusteredFigures {
  readonly seconds: number;
  readonly estimate: number;
  readonly standardError: number;
  /** R's lm with sandwich::vcovCL on the same rows in memory; undefined where R is not there. */
  readonly r?: {
    readonly seconds: number;
    readonly largestRelativeError: number;
    readonly timesAsFast: number;
  };
}

const ofR = z.object({ estimate: z.number(), standardError: z.number(), seconds: z.number() });

/** The clustered comparison of the last four arms with the first four: from the tables to estimate and error. */
export async function benchClustered(
  { client }: Work,
  window: readonly [trial: string, kind: string, mailing: string, days: number],
  file: string,
): Promise<ClusteredFigures> {
  const start = performance.now();
  const { rows } = await client.query<{ arm: number; size: number; x: number; clusters: number }>(
    queries.countsByCluster,
    [...window],
  );
  const half = (isTreated: boolean): ClusterCount[] =>
    rows
      .filter(({ arm }) => arm >= 4 === isTreated)
      .map(({ size, x, clusters }) => ({ size, responses: x, clusters }));
  const result = clusterRobustDifference(profilesOfArms(half(true), half(false)), 0.95);
  const seconds = (performance.now() - start) / 1_000;
  if (result.kind !== 'value' || result.hc1.kind !== 'value')
    throw new Error('There is no clustered result.');
  const { estimate, hc1 } = result;
  await pipeline(
    copyOut(
      client,
      `copy (
         select (a.arm >= 4)::int as treated, a.cluster, (r.number is not null)::int as responded
         from allocations a left join responses r on r.trial_id = a.trial_id and r.number = a.number
         where a.trial_id = '${window[0]}'
       ) to stdout (format csv, header)`,
    ),
    createWriteStream(file),
  );
  const said = ofR.safeParse(runR('clustered.R', [file]));
  const figures = { seconds, estimate, standardError: hc1.standardError };
  if (!said.success) return figures;
  const errors = [
    Math.abs(said.data.estimate / estimate - 1),
    Math.abs(said.data.standardError / hc1.standardError - 1),
  ];
  return {
    ...figures,
    r: {
      seconds: said.data.seconds,
      largestRelativeError: Math.max(...errors),
      timesAsFast: said.data.seconds / seconds,
    },
  };
}
