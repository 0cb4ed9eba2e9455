import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { rehearsalMoment, rehearse } from '../platform/process/rehearsing.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { plannedBatches, trialsWithPlannedBatches } from './mailings.queries.js';
import { RenderBatch, UNBOOKED_FILE } from './render-batch.js';

/** Queue of the batches that are to be made. */
const RENDER_QUEUE = 'print-batch';

interface RenderJob {
  readonly batchId: string;
  /** ISO 8601: the moment in the rehearsal that the batch is of; absent for letters that are meant. */
  readonly rehearsalAt?: string;
}

/** The making of batches as jobs: any worker on any machine takes the next one. */
@Injectable()
export class RenderJobs {
  constructor(
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly renderBatch: RenderBatch,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Queues every batch of the trial that is not made yet, of waves that do not wait; asking twice queues nothing twice. */
  async enqueue(trialId: string): Promise<number> {
    const planned = await this.unitOfWork.rows<{ id: string; resumes: number }>(plannedBatches, [trialId]);
    for (const { id, resumes } of planned) {
      // A wave that goes on gets jobs of its own: those of before may just be ending, and would keep new ones out.
      const key = resumes === 0 ? id : `${id} ${resumes}`;
      const at = rehearsalMoment();
      const job = { batchId: id, ...(at !== undefined && { rehearsalAt: at.toISOString() }) };
      await this.jobs.send<RenderJob>(RENDER_QUEUE, job, key);
    }
    return planned.length;
  }

  /** Queues every batch that is not made yet, of all trials: after a restore, for jobs are not in a backup. */
  async enqueueAll(): Promise<number> {
    const trials = await this.unitOfWork.rows<{ trial_id: string }>(trialsWithPlannedBatches);
    let batches = 0;
    for (const { trial_id } of trials) batches += await this.enqueue(trial_id);
    return batches;
  }

  /** Takes jobs until the process stops. */
  async work(): Promise<void> {
    await this.sweep();
    await this.jobs.work<RenderJob>(RENDER_QUEUE, async ({ batchId, rehearsalAt }) => {
      const render = (): Promise<boolean> => this.renderBatch.render(batchId);
      await (rehearsalAt === undefined ? render() : rehearse(new Date(rehearsalAt), render));
    });
  }

  /** Removes what workers that died left unfinished; what a living one may be writing is too young. */
  private async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 2 * this.jobs.longestSeconds * 1000);
    await this.files.sweep(UNBOOKED_FILE, before);
  }
}
