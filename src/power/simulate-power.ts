import { designOf } from '../allocation/read-recipients.js';
import { planOf } from '../analysis/analysis-plan.js';
import { taggedHash } from '../core/randomisation/commitment.js';
import { drawColumns, NO_CLUSTER, type RecipientRows } from '../core/randomisation/draw-columns.js';
import { KEY_BYTES } from '../core/randomisation/sort-keys.js';
import { interimLook } from '../core/statistics/interim-look.js';
import type { LooksTaken } from '../core/statistics/looks.js';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import type { RegisteredData } from '../core/statistics/registered-analysis-types.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { plannedLooks } from '../trials/protocol/protocol-power.js';
import { chanceOf, entropyOf } from '../validation/chance.js';
import { simulatedShare, type SimulatedShare } from '../validation/false-alarms.js';
import { countRecipients, type SimulatedRecipients } from './simulated-counts.js';
import { type SimulatedEffect, simulatedEffect } from './simulated-effect.js';

export interface SimulationOptions {
  /** Simulated trials; the error of what comes out shrinks with their root. */
  readonly replications: number;
  /** The same words give the same trials. */
  readonly seed: string;
  /** Recipients in a cluster, where those are drawn; all alike. */
  readonly clusterSize?: number;
  /** Told after each trial how many are done. */
  readonly onProgress?: (done: number) => void;
}

export interface SimulatedPower {
  /** Share of the trials whose registered result is that the one effect there is, is there, in its direction. */
  readonly found: SimulatedShare;
  /** Share of the trials in which some planned look crossed its boundary; null without looks. */
  readonly crossed: SimulatedShare | null;
  readonly effect: SimulatedEffect;
  /** Recipients in a cluster and the correlation between them; null where persons are drawn. */
  readonly clusters: { readonly size: number; readonly correlation: number } | null;
}

/** Columns of strata are given two values each; more strata than this would be small. */
const FEWEST_IN_STRATUM = 20;

/** Members of a cluster are hardly more alike than this: clusters are made so large that they need not be. */
const LARGEST_CORRELATION = 0.3;

/**
 * The power by trying: simulated recipients, of whom one arm (or one factor) responds more by the smallest uplift worth
 * having, go through the very draw and the registered analysis of the protocol, again and again. Strata have the same
 * rate: where theirs differ, power is rather more than this. Looks are taken as planned; the trial goes on after them.
 * @throws RangeError when that uplift does not exist (`powerOfProtocol` is undefined then)
 */
export function simulatePower(protocol: Protocol, options: SimulationOptions): SimulatedPower {
  const { replications, seed, onProgress } = options;
  const clusters = clustersOf(protocol, options.clusterSize);
  const effect = simulatedEffect(protocol);
  const recipients: SimulatedRecipients = {
    rates: effect.rates,
    correlation: clusters?.correlation ?? 0,
    rows: rowsOf(protocol, clusters?.size ?? 1),
  };
  let found = 0;
  let crossed = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const drawn = drawColumns(
      designOf(protocol),
      entropyOf(`power draw ${seed}`, replication),
      recipients.rows,
    );
    const counted = countRecipients(
      protocol,
      recipients,
      drawn,
      chanceOf(`power responses ${seed}`, replication),
    );
    const { looks, someCrossed } = takeLooks(protocol, counted.atLook);
    if (someCrossed) crossed += 1;
    if (isFound(protocol, counted.whole, looks, effect)) found += 1;
    onProgress?.(replication + 1);
  }
  return {
    found: simulatedShare(found, replications),
    crossed: protocol.looks === undefined ? null : simulatedShare(crossed, replications),
    effect,
    clusters,
  };
}

function isFound(
  protocol: Protocol,
  data: RegisteredData,
  looks: LooksTaken | undefined,
  effect: SimulatedEffect,
): boolean {
  const { comparisons, factorial } = analyseRegistered(planOf(protocol, looks), data);
  const members =
    factorial === null
      ? comparisons.map(({ arm, registered }) => ({ name: arm, registered }))
      : factorial.mainEffects.map(({ factors, registered }) => ({ name: factors[0], registered }));
  const verdict = members.find(({ name }) => name === effect.of)?.registered.verdict;
  return verdict === (effect.uplift > 0 ? 'more' : 'less');
}

interface Looked {
  readonly looks: LooksTaken | undefined;
  readonly someCrossed: boolean;
}

/** One look after another, each knowing those before it. */
function takeLooks(
  protocol: Protocol,
  atLook: readonly { data: RegisteredData; information: number }[],
): Looked {
  if (protocol.looks === undefined) return { looks: undefined, someCrossed: false };
  const planned = plannedLooks(protocol.looks);
  const rates: number[] = [];
  let crossedAt: number | null = null;
  for (const [place, { data, information }] of atLook.entries()) {
    rates.push(planned.early === true ? (planned.informationRates[place] ?? 0) : information);
    const look = interimLook(planOf(protocol), { ...planned, informationRates: [...rates] }, data);
    if (look.crossed) crossedAt ??= place + 1;
  }
  return { looks: { ...planned, informationRates: rates, crossedAt }, someCrossed: crossedAt !== null };
}

/** With `power.designEffect` = 1 + (size − 1)·correlation. */
function clustersOf(
  { unit, power }: Protocol,
  asked: number | undefined,
): { readonly size: number; readonly correlation: number } | null {
  if (unit === 'recipient') return null;
  const excess = (power.designEffect ?? 1) - 1;
  const size = asked ?? Math.max(2, 1 + Math.ceil(excess / LARGEST_CORRELATION));
  return { size, correlation: size === 1 ? 0 : Math.min(1, excess / (size - 1)) };
}

/** Recipients one after the other in clusters and strata; the keys are the same each time, the draw is not. */
function rowsOf({ power, strata, unit }: Protocol, size: number): RecipientRows {
  const count = power.recipients;
  const units = Math.ceil(count / size);
  const most = Math.max(1, Math.floor(units / FEWEST_IN_STRATUM));
  const stratumCount = Math.min(2 ** strata.length, most);
  const keys = Buffer.alloc(count * KEY_BYTES);
  for (let row = 0; row < count; row += 1) {
    taggedHash('openbrief-power-1', Buffer.from(String(row))).copy(keys, row * KEY_BYTES);
  }
  const clusterOf = (row: number): number => Math.floor(row / size);
  return {
    count,
    keys,
    strata: Int32Array.from({ length: count }, (_, row) => clusterOf(row) % stratumCount),
    stratumLabels: Array.from({ length: stratumCount }, (_, stratum) => `S${stratum + 1}`),
    clusters: Int32Array.from({ length: count }, (_, row) =>
      unit === 'cluster' ? clusterOf(row) : NO_CLUSTER,
    ),
    clusterCount: unit === 'cluster' ? units : 0,
  };
}
