import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import type { CovariateCell } from '../core/statistics/covariate-terms.js';
import type { FurtherResult } from '../core/statistics/further-analysis-types.js';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import type { RegisteredData, RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import { planForWholeTables } from '../platform/database/whole-tables.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { ChangeState } from '../trials/change-state.js';
import { nextState, resultsMayBeSeen } from '../trials/life-cycle.js';
import { documentHash } from '../trials/protocol/protocol-hash.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { dataOf, planOf, type CountRows } from './analysis-plan.js';
import * as queries from './counts.queries.js';
import { analyseBeside, type ResponsesOnDay } from './further-analysis.js';
import { adjustTrial, readCovariateCells } from './read-covariates.js';
import { looksTaken, readLooks } from './read-looks.js';
import { windowParameters } from './window-parameters.js';

/** Share of each arm that had responded so many days after posting. */
export interface ResponseOverTime {
  readonly days: readonly number[];
  readonly arms: readonly { readonly arm: string; readonly shares: readonly number[] }[];
}

/** The frozen result of the registered analysis. */
export interface AnalysisRecord {
  readonly id: string;
  readonly createdAt: Date;
  /** SHA-256 of the canonical JSON of `data`, `result` and `salt`. */
  readonly sha256: string;
  /** Hexadecimal; for the agency, which can show by it that an analysis is the one of the hash. */
  readonly salt: string | null;
  readonly data: RegisteredData;
  readonly result: RegisteredResult;
  readonly overTime: ResponseOverTime | null;
  /** What stands beside the registered result; null for an analysis from before it was kept. */
  readonly further: FurtherResult | null;
}

interface StoredResult {
  readonly registered: RegisteredResult;
  readonly overTime: ResponseOverTime | null;
  readonly further?: FurtherResult;
}

/** As many as the hash has: the counts that are hashed with it can't be found by trying. */
const SALT_BYTES = 32;

/** Runs the registered analysis on the frozen data, once, and keeps it. */
@Injectable()
export class AnalyseTrial {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** @throws DomainError `trials:transition-refused` unless the trial is closed and not analysed yet */
  async analyse(trialId: string, actor: Actor): Promise<AnalysisRecord> {
    await this.unitOfWork.transaction(async (work) => {
      const trial = await this.trials.lock(work.client, trialId);
      // Of two that ask at once, the second is told the state and not that a row is there already.
      nextState(trial.state, 'analyse');
      await planForWholeTables(work.client);
      const data = dataOf(trial.protocol, await readCounts(work.client, trial));
      const looks = looksTaken(trial.protocol, await readLooks(work.client, trialId));
      const registered = analyseRegistered(planOf(trial.protocol, looks), data);
      const days = await readDays(work.client, trial);
      const covariates = await adjustTrial(work.client, trial, looks);
      const further = await analyseBeside(work.client, trial, { data, registered, days });
      const stored: StoredResult = {
        registered,
        overTime: days === null ? null : overTimeOf(trial.protocol, data, days),
        further: { ...further, ...(covariates !== null && { covariates }) },
      };
      const salt = this.chance.bytes(SALT_BYTES);
      const hash = documentHash({ data, result: stored, salt: salt.toString('hex') });
      await work.client.query(
        `insert into analyses (trial_id, kind, data, result, sha256, created_at, salt)
         values ($1, 'registered', $2, $3, $4, $5, $6)`,
        [trialId, JSON.stringify(data), JSON.stringify(stored), hash, this.clock.now(), salt],
      );
      await this.changeState.apply(work, trial, 'analyse', actor, { analysis: hash.toString('hex') });
    });
    return this.get(trialId);
  }

  /** The analysis, if there is one. Nothing by arm comes out before the close (rule 5). */
  async find(trialId: string): Promise<AnalysisRecord | undefined> {
    const row = await this.unitOfWork.row<{
      id: string;
      created_at: Date;
      sha256: string;
      salt: string | null;
      data: RegisteredData;
      result: StoredResult;
      state: TrialRecord['state'];
    }>(
      `select a.id, a.created_at, encode(a.sha256, 'hex') as sha256, encode(a.salt, 'hex') as salt, a.data, a.result, t.state
       from analyses a join trials t on t.id = a.trial_id where a.trial_id = $1 and a.kind = 'registered'`,
      [trialId],
    );
    if (row === undefined || !resultsMayBeSeen(row.state)) return undefined;
    return {
      id: row.id,
      createdAt: row.created_at,
      sha256: row.sha256,
      salt: row.salt,
      data: row.data,
      result: row.result.registered,
      overTime: row.result.overTime,
      further: row.result.further ?? null,
    };
  }

  /**
   * The counts that the adjustment was made from, to recompute it; they are not kept with the analysis, and empty once the
   * recipients have been erased. Throws as `get`.
   */
  async covariateCells(trial: TrialRecord): Promise<readonly CovariateCell[]> {
    await this.get(trial.id);
    return this.unitOfWork.transaction(async ({ client }) => {
      await planForWholeTables(client);
      return readCovariateCells(client, trial);
    });
  }

  /** @throws DomainError `trials:results-hidden` before the close, `analysis:not-analysed` after it */
  async get(trialId: string): Promise<AnalysisRecord> {
    const found = await this.find(trialId);
    if (found !== undefined) return found;
    const trial = await this.trials.get(trialId);
    if (!resultsMayBeSeen(trial.state)) {
      throw new DomainError('forbidden', 'trials:results-hidden', { date: trial.protocol.planning.close });
    }
    throw new DomainError('not-found', 'analysis:not-analysed');
  }
}

/** All that the analysis needs, by SQL: some dozens of rows, however many recipients. */
export async function readCounts(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
): Promise<CountRows> {
  const parameters = windowParameters(id, protocol);
  const counts = await client.query<CountRows['counts'][number]>(queries.countsByArmAndStratum, parameters);
  const mailed = await client.query<CountRows['mailed'][number]>(queries.mailedByArm, [id]);
  const strata = await client.query<{ label: string }>(
    'select label from strata where trial_id = $1 order by stratum',
    [id],
  );
  const clusters =
    protocol.unit === 'cluster'
      ? await client.query<NonNullable<CountRows['clusters']>[number]>(queries.countsByCluster, parameters)
      : undefined;
  return {
    counts: counts.rows,
    mailed: mailed.rows,
    strata: strata.rows.map(({ label }) => label),
    ...(clusters !== undefined && { clusters: clusters.rows }),
  };
}

/** Responses by arm and day; null where the days are not really known. */
async function readDays(
  client: PoolClient,
  { id, protocol }: TrialRecord,
): Promise<readonly ResponsesOnDay[] | null> {
  const { rows } = await client.query<ResponsesOnDay>(queries.responsesByDay, windowParameters(id, protocol));
  // Counts that were replayed all came "on one day": a curve of them would be made up.
  return new Set(rows.map(({ day }) => day)).size < 2 ? null : rows;
}

function overTimeOf(
  protocol: Protocol,
  data: RegisteredData,
  rows: readonly ResponsesOnDay[],
): ResponseOverTime {
  const last = Math.max(0, ...rows.map(({ day }) => day));
  const days = Array.from({ length: last + 1 }, (_, day) => day);
  return {
    days,
    arms: protocol.arms.map(({ id: arm }, index) => {
      const n = data.counts.filter((count) => count.arm === arm).reduce((sum, count) => sum + count.n, 0);
      const onDay = new Map(rows.filter((row) => row.arm === index).map(({ day, x }) => [day, x]));
      let sum = 0;
      const shares = days.map((day) => {
        sum += onDay.get(day) ?? 0;
        return n === 0 ? 0 : sum / n;
      });
      return { arm, shares };
    }),
  };
}
