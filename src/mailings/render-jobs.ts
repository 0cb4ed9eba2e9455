import { Injectable } from '@nestjs/common';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { MailingsService } from './mailings.service.js';
import { RenderBatch } from './render-batch.js';

/** Queue of the batches that are to be made. */
export const RENDER_QUEUE = 'render-batch';

interface RenderJob {
  readonly batchId: string;
}

/** The making of batches as jobs: any worker on any machine takes the next one. */
@Injectable()
export class RenderJobs {
  constructor(
    private readonly jobs: JobsService,
    private readonly mailings: MailingsService,
    private readonly renderBatch: RenderBatch,
  ) {}

  /** Queues every batch of the trial that is not made yet; asking twice queues nothing twice. */
  async enqueue(trialId: string): Promise<number> {
    const planned = (await this.mailings.batches(trialId)).filter(({ state }) => state === 'planned');
    for (const { id } of planned) await this.jobs.send<RenderJob>(RENDER_QUEUE, { batchId: id }, id);
    return planned.length;
  }

  /** Takes jobs until the process stops. */
  async work(): Promise<void> {
    await this.jobs.work<RenderJob>(RENDER_QUEUE, async ({ batchId }) => {
      await this.renderBatch.render(batchId);
    });
  }
}
