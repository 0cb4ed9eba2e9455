import { Module } from '@nestjs/common';
import { AllocationModule } from '../allocation/allocation.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { DisclosureModule } from '../disclosure/disclosure.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { FolderProofs } from './folder-proofs.js';
import { MailWaves } from './mail-waves.js';
import { RunTrialFolder } from './run-trial-folder.js';
import { WriteOutcome } from './write-outcome.js';

/** A trial as files. */
@Module({
  imports: [
    TechniquesModule,
    TrialsModule,
    IntakeModule,
    RecipientsModule,
    AllocationModule,
    MailingsModule,
    ResponsesModule,
    AnalysisModule,
    DisclosureModule,
  ],
  providers: [FolderProofs, MailWaves, RunTrialFolder, WriteOutcome],
  exports: [FolderProofs, RunTrialFolder],
})
export class TrialFolderModule {}
