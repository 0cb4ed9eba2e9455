import { Injectable } from '@nestjs/common';
import { sweepReceived } from '../intake/sweep-received.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { HandleMessages } from '../disclosure/talk-back/handle-messages.js';
import { FileReadings } from '../recipients/file-readings.service.js';
import { RepeatedCalls } from '../repeated-calls/repeated-calls.service.js';
import { RehearsalsService } from '../rehearsals/rehearsals.service.js';
import { EraseTrials } from './erase-trials.js';

const ERASURE_QUEUE = 'erase-trials';

/** Longer than any file is read, by the clock of the machine's own files. */
const LONGEST_READING_MS = 86_400_000;

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
    private readonly readings: FileReadings,
    private readonly calls: RepeatedCalls,
  ) {}

  /** Takes the job until the process stops, and asks for one now. */
  async work(): Promise<void> {
    await this.jobs.work(ERASURE_QUEUE, () => this.night());
    await this.jobs.schedule(ERASURE_QUEUE, EVERY_NIGHT);
    await this.jobs.send(ERASURE_QUEUE, {}, 'at-start');
  }

  /** All that goes in a night: what was promised, and what was left lying about. */
  async night(): Promise<void> {
    await this.eraseTrials.eraseDue();
    await this.messages.eraseDue();
    await this.rehearsals.removeOld();
    await this.readings.forgetOld();
    await this.calls.forgetOld();
    await sweepReceived(new Date(Date.now() - LONGEST_READING_MS));
  }
}
