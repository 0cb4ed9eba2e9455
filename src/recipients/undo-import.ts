import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { dropPartition } from '../platform/database/trial-partition.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { TrialsService } from '../trials/trials.service.js';

interface LastImport {
  readonly id: string;
  readonly sha256: string;
  readonly rows: number;
  readonly before: number;
}

/** The newest file of recipients, with how many recipients it brought and how many there were before it. */
const lastImport = `
  select id, encode(file_sha256, 'hex') as sha256, accepted + opted_out as rows,
         (sum(accepted + opted_out) over () - (accepted + opted_out))::int as before
  from imports where trial_id = $1 and kind = 'recipients'
  order by created_at desc, id desc limit 1`;

/** Takes a file of recipients back, as long as nothing hangs on it. */
@Injectable()
export class UndoImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly clock: Clock,
  ) {}

  /** The file that can be taken back; undefined when there is none, or it is too late. */
  async undoable(trialId: string): Promise<string | undefined> {
    const trial = await this.trials.get(trialId);
    if (trial.state !== 'registered' || (await this.trials.draw(trialId)).list !== null) return undefined;
    return (await this.unitOfWork.row<LastImport & Record<string, unknown>>(lastImport, [trialId]))?.id;
  }

  /**
   * Takes the newest file back; its recipients are gone, and the trail remembers that it was there.
   * @throws DomainError `recipients:undo-not-last` for any other file, since recipients are numbered on from file to
   * file; `recipients:too-late` after the draw, `recipients:list-frozen` once the list was closed for a pulse
   */
  async undo(trialId: string, importId: string, actor: Actor): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, trialId);
      if (trial.state !== 'registered')
        throw new DomainError('conflict', 'recipients:too-late', { state: trial.state });
      if (await this.trials.listIsFrozen(client, trialId))
        throw new DomainError('conflict', 'recipients:list-frozen');
      const { rows } = await client.query<LastImport>(lastImport, [trialId]);
      const [last] = rows;
      if (last === undefined || last.id !== importId)
        throw new DomainError('conflict', 'recipients:undo-not-last');
      if (last.before === 0) await dropPartition(client, 'recipients', trialId);
      else
        await client.query('delete from recipients where trial_id = $1 and number > $2', [
          trialId,
          last.before,
        ]);
      await client.query('delete from imports where id = $1', [importId]);
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'undo-import',
        organisationId: trial.organisationId,
        trialId,
        detail: { file: last.sha256, recipients: last.rows },
      });
    });
  }
}
