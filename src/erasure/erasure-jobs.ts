import { Injectable } from '@nestjs/common';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { HandleMessages } from '../disclosure/talk-back/handle-messages.js';
import { RehearsalsService } from '../rehearsals/rehearsals.service.js';
import { EraseTrials } from './erase-trials.js';

const ERASURE_QUEUE = 'erase-trials';

/** In the small hours, when nobody prints; an installation that was off makes it good at its next start. */
const EVERY_NIGHT = '30 3 * * *';

/** The erasing as a job of every night, by whichever process takes it. */
@Injectable()
export class ErasureJobs {
  constructor(
    private readonly jobs: JobsService,
    private readonly eraseTrials: EraseTrials,
    private readonly messages: HandleMessages,
    private readonly rehearsals: RehearsalsService,
  ) {}

  /** Takes the job until the process stops, and asks for one now. */
  async work(): Promise<void> {
    await this.jobs.work(ERASURE_QUEUE, async () => {
      await this.eraseTrials.eraseDue();
      await this.messages.eraseDue();
      await this.rehearsals.removeOld();
    });
    await this.jobs.schedule(ERASURE_QUEUE, EVERY_NIGHT);
    await this.jobs.send(ERASURE_QUEUE, {}, 'at-start');
  }
}
