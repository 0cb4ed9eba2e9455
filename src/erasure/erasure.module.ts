import { Module } from '@nestjs/common';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { RehearsalsModule } from '../rehearsals/rehearsals.module.js';
import { TalkBackModule } from '../disclosure/talk-back/talk-back.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { EraseTrials } from './erase-trials.js';
import { ErasureJobs } from './erasure-jobs.js';

/** Personal data go on the promised day. */
@Module({
  imports: [RecipientsModule, RehearsalsModule, TalkBackModule, TrialsModule],
  providers: [EraseTrials, ErasureJobs],
  exports: [EraseTrials, ErasureJobs],
})
export class ErasureModule {}
