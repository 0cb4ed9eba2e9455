import { Module } from '@nestjs/common';
import { AllocationModule } from '../allocation/allocation.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { RehearsalsService } from './rehearsals.service.js';
import { WalkRehearsal } from './walk-rehearsal.js';

/** Practising with a copy of a trial. */
@Module({
  imports: [
    TrialsModule,
    RecipientsModule,
    AllocationModule,
    MailingsModule,
    ResponsesModule,
    AnalysisModule,
  ],
  providers: [RehearsalsService, WalkRehearsal],
  exports: [RehearsalsService, WalkRehearsal],
})
export class RehearsalsModule {}
