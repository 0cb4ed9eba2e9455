import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { interimLook } from '../core/statistics/interim-look.js';
import { planForWholeTables } from '../platform/database/whole-tables.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { addDays } from '../trials/protocol/add-days.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { dataOf, planOf, type CountRows } from './analysis-plan.js';
import * as counts from './counts.queries.js';
import * as queries from './looks.queries.js';
import { looksTaken, readLooks, type LookRecord } from './read-looks.js';
import { windowParameters } from './window-parameters.js';

/** As close as the boundaries can be reckoned for; less new information than this is no look. */
const CLOSEST_LOOKS = 1e-6;

interface Information {
  readonly allocated: number;
  readonly closed: number;
}

/**
 * Takes a look that the protocol planned: the registered analysis on those whose response window has closed, of which
 * nobody is told more than whether the boundary was crossed (rule 5). It spends its share of alpha for good.
 */
@Injectable()
export class TakeLook {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /** The looks that were taken, in order. */
  async list(trialId: string): Promise<LookRecord[]> {
    return this.unitOfWork.rows<LookRecord>(queries.looksOfTrial, [trialId]);
  }

  /**
   * @throws DomainError `looks:none-planned`, `looks:not-collecting`, `looks:all-taken`, `looks:not-due`,
   *   `looks:nothing-new`, `looks:all-closed`, `looks:not-posted`
   */
  async take(trialId: string, actor: Actor): Promise<LookRecord> {
    return this.unitOfWork.transaction(async ({ client }) => {
      await planForWholeTables(client);
      const trial = await this.trials.lock(client, trialId);
      const plan = trial.protocol.looks;
      if (plan === undefined) throw new DomainError('conflict', 'looks:none-planned');
      if (trial.state !== 'mailing' && trial.state !== 'collecting') {
        throw new DomainError('conflict', 'looks:not-collecting');
      }
      const taken = await readLooks(client, trialId);
      const today = dutchDate(this.clock.now());
      const { parameters, counted, ...place } = await placeOf(client, trial, plan, taken, today);
      const looks = looksTaken(trial.protocol, [...taken, place]);
      if (looks === undefined) throw new DomainError('conflict', 'looks:none-planned');
      const data = dataOf(trial.protocol, await readClosed(client, trial, parameters));
      const look: LookRecord = {
        number: place.number,
        takenAt: this.clock.now(),
        takenBy: actor.name,
        recipients: counted,
        information: place.information,
        ...interimLook(planOf(trial.protocol), looks, data),
      };
      await client.query(queries.keepLook, [
        trialId,
        look.number,
        look.takenAt,
        look.takenBy,
        look.recipients,
        look.information,
        look.nominalP,
        look.alphaSpent,
        look.crossed,
      ]);
      await recordAct(client, {
        at: look.takenAt,
        actor: actor.name,
        action: 'look',
        organisationId: trial.organisationId,
        trialId,
        detail: { number: look.number, recipients: counted, crossed: look.crossed },
      });
      return look;
    });
  }
}

/** Which look it is, and what it counts. */
interface LookPlace {
  readonly number: number;
  readonly information: number;
  /** Recipients whose window has closed. */
  readonly counted: number;
  /** Of the queries: those of the counts, with the days of the look for a window, and today. */
  readonly parameters: readonly unknown[];
}

async function placeOf(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
  plan: NonNullable<TrialRecord['protocol']['looks']>,
  taken: readonly LookRecord[],
  today: string,
): Promise<LookPlace> {
  const parameters = [...windowParameters(id, protocol), today];
  const { allocated, closed } = await informationOf(client, parameters);
  const information = allocated === 0 ? 0 : closed / allocated;
  if (plan.afterDays === undefined) {
    refuseUnplanned(plan, taken, information, today);
    return { number: taken.length + 1, information, counted: closed, parameters };
  }
  if (information >= 1) throw new DomainError('conflict', 'looks:all-closed');
  const { rows } = await client.query<{ postedOn: string | null; isWhole: boolean | null }>(
    queries.lastPosting,
    [id],
  );
  // Letters that were sent elsewhere have no batches: they went out on the planned day.
  if (rows[0]?.isWhole === false) throw new DomainError('conflict', 'looks:not-posted');
  const early = earlyLook(plan.afterDays, rows[0]?.postedOn ?? protocol.planning.mailing, taken, today);
  const window = { ...protocol, outcome: { ...protocol.outcome, windowDays: early.days } };
  const own = [...windowParameters(id, window), today];
  const { closed: counted } = await informationOf(client, own);
  return {
    number: early.number,
    information: early.number / (plan.afterDays.length + 1),
    counted,
    parameters: own,
  };
}

/** The last look that is due and was not taken; one before it that was missed has spent nothing, and is over. */
function earlyLook(
  afterDays: readonly number[],
  postedOn: string,
  taken: readonly LookRecord[],
  today: string,
): { readonly number: number; readonly days: number } {
  const last = taken.at(-1)?.number ?? 0;
  const firstDay = (days: number): string => addDays(postedOn, days + 1);
  const due = afterDays.findLastIndex((days) => firstDay(days) <= today);
  const days = afterDays[due];
  if (days !== undefined && due + 1 > last) return { number: due + 1, days };
  const next = afterDays[last];
  if (next === undefined) throw new DomainError('conflict', 'looks:all-taken');
  throw new DomainError('conflict', 'looks:not-due', { date: firstDay(next) });
}

/** A look of which the protocol knows nothing would be a peek. */
function refuseUnplanned(
  { boundary, at }: NonNullable<TrialRecord['protocol']['looks']>,
  taken: readonly LookRecord[],
  information: number,
  today: string,
): void {
  const when = at[taken.length];
  if (boundary !== 'confidence-sequence') {
    if (when === undefined) throw new DomainError('conflict', 'looks:all-taken');
    if (typeof when === 'string' && today < when) {
      throw new DomainError('conflict', 'looks:not-due', { date: when });
    }
    if (typeof when === 'number' && information < when) {
      throw new DomainError('conflict', 'looks:not-enough', {
        planned: Math.round(when * 100),
        now: Math.floor(information * 100),
      });
    }
  }
  if (information >= 1) throw new DomainError('conflict', 'looks:all-closed');
  if (information < (taken.at(-1)?.information ?? 0) + CLOSEST_LOOKS) {
    throw new DomainError('conflict', 'looks:nothing-new');
  }
}

async function informationOf(client: PoolClient, parameters: readonly unknown[]): Promise<Information> {
  const { rows } = await client.query<Information>(queries.information, [...parameters]);
  return rows[0] ?? { allocated: 0, closed: 0 };
}

/** As `readCounts`, of those whose window has closed. */
async function readClosed(
  client: PoolClient,
  { id, protocol }: Pick<TrialRecord, 'id' | 'protocol'>,
  parameters: readonly unknown[],
): Promise<CountRows> {
  const byArm = await client.query<CountRows['counts'][number]>(counts.closedByArmAndStratum, [
    ...parameters,
  ]);
  const strata = await client.query<{ label: string }>(
    'select label from strata where trial_id = $1 order by stratum',
    [id],
  );
  const clusters =
    protocol.unit === 'cluster'
      ? await client.query<NonNullable<CountRows['clusters']>[number]>(counts.closedByCluster, [
          ...parameters,
        ])
      : undefined;
  return {
    counts: byArm.rows,
    mailed: [],
    strata: strata.rows.map(({ label }) => label),
    ...(clusters !== undefined && { clusters: clusters.rows }),
  };
}
