import { Injectable, Logger } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { dropPartition } from '../platform/database/trial-partition.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { EndOverdueTrial } from './end-overdue-trial.js';

/** A trial whose personal data were erased. */
export interface Erasure {
  readonly trialId: string;
  readonly recipients: number;
}

/**
 * Trials of which nothing was erased yet. Of one that is only registered nothing is kept before it has recipients. What is
 * run on a calendar of its own, as examples are, is not ended by today's.
 */
const stillKept = `
  select t.id from trials t
  where t.state <> 'draft' and not exists (select from erasures e where e.trial_id = t.id)
    and (t.kind = 'trial' or t.state in ('closed', 'analysed', 'disclosed'))
    and (t.state <> 'registered' or exists (select from imports i where i.trial_id = t.id))`;

/**
 * Erases personal data on the day that the protocol promises. What goes: names, addresses and references, what could
 * not be matched, the values in refused lines, the files with letters, and the key between references and letter
 * codes. What stays: the draw by letter code, and everything that was counted; so what is public stays true.
 */
@Injectable()
export class EraseTrials {
  private readonly logger = new Logger('Erasure');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly overdue: EndOverdueTrial,
    private readonly keys: TrialKeysService,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Erases every trial whose day has come, and ends those that are under way first; done before, it does nothing. */
  async eraseDue(): Promise<Erasure[]> {
    const today = dutchDate(this.clock.now());
    const kept = new Set((await this.unitOfWork.rows<{ id: string }>(stillKept)).map(({ id }) => id));
    const due = (await this.trials.all()).filter(
      ({ id, protocol }) => protocol.data.retainUntil <= today && kept.has(id),
    );
    const done: Erasure[] = [];
    for (const trial of due) {
      await this.overdue.end(trial);
      const erasure = await this.eraseRows(trial);
      if (erasure !== undefined) done.push(erasure);
    }
    await this.removeFiles();
    return done;
  }

  private async eraseRows(trial: TrialRecord): Promise<Erasure | undefined> {
    return this.unitOfWork.transaction(async ({ client }) => {
      await this.trials.lock(client, trial.id);
      const at = this.clock.now();
      const made = await client.query<{ recipients: number }>(
        `insert into erasures (trial_id, erased_at, recipients)
         select $1, $2, count(*)::int from recipients where trial_id = $1
         on conflict do nothing returning recipients`,
        [trial.id, at],
      );
      const [row] = made.rows;
      if (row === undefined) return undefined;
      // First the key, then the rows: what a disk or an older copy still has of them can't be read.
      await this.keys.destroy(client, trial.id);
      await dropPartition(client, 'recipients', trial.id);
      await client.query('update draws set code_key = null where trial_id = $1', [trial.id]);
      await client.query(
        `update unmatched_responses set reference = null, letter_code = null where trial_id = $1`,
        [trial.id],
      );
      await client.query(
        `update import_refusals set params = '{}'
         where import_id in (select id from imports where trial_id = $1)`,
        [trial.id],
      );
      await recordAct(client, {
        at,
        actor: 'erasure',
        action: 'erase',
        organisationId: trial.organisationId,
        trialId: trial.id,
        detail: { recipients: row.recipients, promised: trial.protocol.data.retainUntil },
      });
      this.logger.log({ trial: trial.id, recipients: row.recipients });
      return { trialId: trial.id, recipients: row.recipients };
    });
  }

  /** After the rows: a crash in between is made good the next time, because the booking says what is left to do. */
  private async removeFiles(): Promise<void> {
    const left = await this.unitOfWork.rows<{ trial_id: string }>(
      'select trial_id from erasures where files_removed_at is null',
    );
    for (const { trial_id } of left) {
      await this.files.removeFolder(trial_id);
      await this.unitOfWork.rows('update erasures set files_removed_at = $2 where trial_id = $1', [
        trial_id,
        this.clock.now(),
      ]);
    }
  }

  /** yyyy-mm-dd on which a trial's personal data were erased, if they were. */
  async erasedOn(trialId: string): Promise<string | undefined> {
    const row = await this.unitOfWork.row<{ erased_at: Date }>(
      'select erased_at from erasures where trial_id = $1',
      [trialId],
    );
    return row === undefined ? undefined : dutchDate(row.erased_at);
  }
}
