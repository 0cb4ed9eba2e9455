import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TrialsService } from '../trials/trials.service.js';
import { RenderJobs } from './render-jobs.js';
import { waveSpeed, type WaveSpeed } from './wave-speed.js';
import * as queries from './waves.queries.js';
import type { WithholdingReason } from './withheld.js';

/** A wave with its sums. `letters` and `withheld` together are all for whom it was meant. */
export interface WaveRecord extends WaveSpeed {
  /** 1 is the first mailing, 2 the first reminder. */
  readonly number: number;
  readonly plannedAt: Date;
  readonly paused: { readonly at: Date; readonly by: string } | null;
  readonly batches: number;
  readonly batchesToGo: number;
  readonly batchesToHandOver: number;
  readonly batchesHandedOver: number;
  readonly letters: number;
  readonly lettersRendered: number;
  readonly lettersToGo: number;
  readonly lettersHandedOver: number;
  /** Who got none after all, by reason; reasons that nobody has are not there. */
  readonly withheld: Readonly<Partial<Record<WithholdingReason, number>>>;
  /** Letters that came back. */
  readonly returned: number;
  /** yyyy-mm-dd */
  readonly firstPostedOn: string | null;
  readonly lastPostedOn: string | null;
}

interface WaveRow {
  readonly number: number;
  readonly created_at: Date;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly batches: number;
  readonly planned_batches: number;
  readonly rendered_batches: number;
  readonly handed_over_batches: number;
  readonly letters: number;
  readonly letters_rendered: number;
  readonly letters_handed_over: number;
  readonly first_posted_on: string | null;
  readonly last_posted_on: string | null;
  readonly withheld: Partial<Record<WithholdingReason, number>>;
  readonly returned: number;
  readonly recent_letters: number | null;
  readonly recent_seconds: number | null;
  readonly last_at: Date | null;
}

/** The waves of a trial: how far they are, and whether they wait. */
@Injectable()
export class WavesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly renderJobs: RenderJobs,
    private readonly clock: Clock,
  ) {}

  /** All waves that were planned, the first mailing first. Totals over all arms, and so for whoever may see the trial. */
  async list(trialId: string): Promise<WaveRecord[]> {
    const rows = await this.unitOfWork.rows<WaveRow & Record<string, unknown>>(queries.wavesOfTrial, [
      trialId,
    ]);
    const now = this.clock.now();
    return rows.map((row) => waveOf(row, now));
  }

  /**
   * Lets a wave wait: batches that are being made are finished, no other is begun, by any worker on any machine, until
   * it is resumed. Doing it again changes nothing.
   * @throws DomainError `mailings:wave-not-found`
   */
  async pause(trialId: string, wave: number, actor: Actor): Promise<WaveRecord> {
    await this.change(trialId, wave, 'pause-wave', actor, [queries.pauseWave, this.clock.now(), actor.name]);
    return this.get(trialId, wave);
  }

  /**
   * Lets a wave go on, and queues what is still to be made of it.
   * @throws DomainError `mailings:wave-not-found`
   */
  async resume(trialId: string, wave: number, actor: Actor): Promise<WaveRecord> {
    await this.change(trialId, wave, 'resume-wave', actor, [queries.resumeWave]);
    await this.renderJobs.enqueue(trialId);
    return this.get(trialId, wave);
  }

  /** @throws DomainError `mailings:wave-not-found` */
  async get(trialId: string, wave: number): Promise<WaveRecord> {
    const found = (await this.list(trialId)).find(({ number }) => number === wave);
    if (found === undefined) throw new DomainError('not-found', 'mailings:wave-not-found', { wave });
    return found;
  }

  private async change(
    trialId: string,
    wave: number,
    action: string,
    actor: Actor,
    [sql, ...values]: readonly [string, ...unknown[]],
  ): Promise<void> {
    await this.get(trialId, wave);
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      const changed = await client.query(sql, [trialId, wave, ...values]);
      if (changed.rowCount === 0) return;
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action,
        organisationId: trial.organisationId,
        trialId,
        detail: { wave },
      });
    });
  }
}

function waveOf(row: WaveRow, now: Date): WaveRecord {
  const lettersToGo = row.letters - row.letters_rendered;
  const paused =
    row.paused_at === null || row.paused_by === null ? null : { at: row.paused_at, by: row.paused_by };
  const recent =
    row.last_at === null
      ? null
      : { letters: row.recent_letters ?? 0, seconds: row.recent_seconds ?? 0, lastAt: row.last_at };
  return {
    number: row.number,
    plannedAt: row.created_at,
    paused,
    batches: row.batches,
    batchesToGo: row.planned_batches,
    batchesToHandOver: row.rendered_batches,
    batchesHandedOver: row.handed_over_batches,
    letters: row.letters,
    lettersRendered: row.letters_rendered,
    lettersToGo,
    lettersHandedOver: row.letters_handed_over,
    withheld: row.withheld,
    returned: row.returned,
    firstPostedOn: row.first_posted_on,
    lastPostedOn: row.last_posted_on,
    ...waveSpeed(recent, lettersToGo, paused !== null, now),
  };
}
