import type { PoolClient } from 'pg';
import { analyseFurther } from '../core/statistics/further-analysis.js';
import type {
  ArmReminders,
  ArmTimes,
  ArmUndeliverable,
  FurtherData,
  FurtherPlan,
  FurtherResult,
} from '../core/statistics/further-analysis-types.js';
import type { TimeCount } from '../core/statistics/kaplan-meier.js';
import type { RegisteredData, RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import { value } from '../core/statistics/result.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { TrialRecord } from '../trials/trial-record.js';
import * as queries from './counts.queries.js';
import { windowParameters } from './window-parameters.js';

/** The kind of response that says that a letter came back. */
const UNDELIVERABLE = 'undeliverable';

/** First responses that count of one arm (by its index) on one day since posting. */
export interface ResponsesOnDay {
  readonly arm: number;
  readonly day: number;
  readonly x: number;
}

interface ByDay {
  readonly arm: number;
  readonly day: number;
  readonly n: number;
}

/** What the registered analysis has read and found already. */
export interface RegisteredPart {
  readonly data: RegisteredData;
  readonly registered: RegisteredResult;
  /** null where the days are not really known. */
  readonly days: readonly ResponsesOnDay[] | null;
}

/** What stands beside the registered result, from counts that SQL makes in the same transaction. */
export async function analyseBeside(
  client: PoolClient,
  trial: Pick<TrialRecord, 'id' | 'protocol'>,
  { data, registered, days }: RegisteredPart,
): Promise<FurtherResult> {
  const { id, protocol } = trial;
  const strata = await client.query<FurtherData['strata'][number]>(
    'select label, values from strata where trial_id = $1 order by stratum',
    [id],
  );
  return analyseFurther(furtherPlanOf(protocol, registered), {
    counts: data.counts,
    strata: strata.rows,
    times: days === null ? null : timesOf(protocol, days, await readSilent(client, trial, data)),
    undeliverable: await readUndeliverable(client, trial),
    reminders: await readReminders(client, trial),
    designEffect: registered.intraCluster ?? value({ designEffect: 1 }),
  });
}

/** The registered plan of a protocol, as the analyses beside the registered result read it. */
function furtherPlanOf(protocol: Protocol, registered: RegisteredResult): FurtherPlan {
  return {
    arms: protocol.arms.map(({ id, weight, letter }) => ({ id, weight, letter })),
    reference: protocol.reference,
    confidenceLevel: registered.confidenceLevel,
    variables: protocol.strata,
    clustered: protocol.unit === 'cluster',
    ...(protocol.costs !== undefined && { prices: protocol.costs }),
  };
}

/** Until which day who did not respond was followed. Mostly the whole window, and then their number is known already. */
async function readSilent(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
  { counts }: RegisteredData,
): Promise<readonly ByDay[]> {
  const { windowDays } = protocol.outcome;
  const complete = await client.query<{ complete: boolean | null }>(queries.followUpIsComplete, [
    id,
    protocol.planning.mailing,
    windowDays,
  ]);
  if (complete.rows[0]?.complete !== true) {
    return (await client.query<ByDay>(queries.silentByLastDay, windowParameters(id, protocol))).rows;
  }
  return protocol.arms.map((arm, index) => ({
    arm: index,
    day: windowDays,
    n: counts.filter((count) => count.arm === arm.id).reduce((sum, { n, x }) => sum + n - x, 0),
  }));
}

/** A row for each arm and day, of those who responded on it and those who were followed no longer. */
export function timesOf(
  protocol: Pick<Protocol, 'arms'>,
  responses: readonly ResponsesOnDay[],
  silent: readonly ByDay[],
): ArmTimes[] {
  return protocol.arms.map(({ id }, arm) => {
    const times = new Map<number, TimeCount>();
    const add = (time: number, came: number, left: number): void => {
      const before = times.get(time) ?? { time, responses: 0, censored: 0 };
      times.set(time, { time, responses: before.responses + came, censored: before.censored + left });
    };
    for (const row of responses) if (row.arm === arm) add(row.day, row.x, 0);
    for (const row of silent) if (row.arm === arm) add(row.day, 0, row.n);
    return { arm: id, times: [...times.values()].sort((a, b) => a.time - b.time) };
  });
}

/** null where the protocol has no reminders of its own: then they are reckoned from the response. */
async function readReminders(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
): Promise<ArmReminders[] | null> {
  if (protocol.reminders === undefined) return null;
  const { rows } = await client.query<{
    arm: number;
    total: number;
    total_of_squares: number;
    to_silent: number;
  }>(queries.remindersByArm, windowParameters(id, protocol));
  return protocol.arms.map((arm, index) => {
    const row = rows.find((one) => one.arm === index);
    return {
      arm: arm.id,
      total: row?.total ?? 0,
      totalOfSquares: row?.total_of_squares ?? 0,
      toSilent: row?.to_silent ?? 0,
    };
  });
}

/** null when no letter is known to have come back; then nothing says whom the letters reached. */
async function readUndeliverable(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
): Promise<ArmUndeliverable[] | null> {
  if (protocol.outcome.response === UNDELIVERABLE) return null;
  // Asked first, because the counts below join all responses of a trial that mostly has none of these.
  const known = await client.query<{ any: boolean }>(queries.anyUndeliverable, [id]);
  if (known.rows[0]?.any !== true) return null;
  const { rows } = await client.query<{ arm: number; n: number; x: number }>(
    queries.undeliverableByArm,
    windowParameters(id, protocol),
  );
  return protocol.arms.map((arm, index) => {
    const { n, x } = rows.find((row) => row.arm === index) ?? { n: 0, x: 0 };
    return { arm: arm.id, n, x };
  });
}
