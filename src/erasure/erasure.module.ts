import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { EraseTrials } from './erase-trials.js';
import { ErasureJobs } from './erasure-jobs.js';

/** Personal data go on the promised day. */
@Module({
  imports: [TrialsModule],
  providers: [EraseTrials, ErasureJobs],
  exports: [EraseTrials, ErasureJobs],
})
export class ErasureModule {}
