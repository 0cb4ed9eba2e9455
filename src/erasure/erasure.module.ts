import { Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { RepeatedCallsModule } from '../repeated-calls/repeated-calls.module.js';
import { RehearsalsModule } from '../rehearsals/rehearsals.module.js';
import { TalkBackModule } from '../disclosure/talk-back/talk-back.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { EndOverdueTrial } from './end-overdue-trial.js';
import { EraseTrials } from './erase-trials.js';
import { ErasureJobs } from './erasure-jobs.js';

/** Personal data go on the promised day. */
@Module({
  imports: [
    AnalysisModule,
    RecipientsModule,
    RehearsalsModule,
    RepeatedCallsModule,
    TalkBackModule,
    TrialsModule,
  ],
  providers: [EndOverdueTrial, EraseTrials, ErasureJobs],
  exports: [EraseTrials, ErasureJobs],
})
export class ErasureModule {}
