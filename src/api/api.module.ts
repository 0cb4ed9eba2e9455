import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AllocationModule } from '../allocation/allocation.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { DraftsModule } from '../drafts/drafts.module.js';
import { DisclosureModule } from '../disclosure/disclosure.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { RepeatedCallsModule } from '../repeated-calls/repeated-calls.module.js';
import { AllocationController } from './allocation.controller.js';
import { AnalysisController } from './analysis.controller.js';
import { DeliveryLimit } from './delivery-limit.js';
import { DisclosureProposalsController } from './disclosure-proposals.controller.js';
import { DisclosuresController } from './disclosures.controller.js';
import { ApiDraftCommentsController } from './draft-comments.controller.js';
import { ApiDraftReviewsController } from './draft-reviews.controller.js';
import { ApiDraftsController } from './drafts.controller.js';
import { LetterheadController } from './letterhead.controller.js';
import { LooksController } from './looks.controller.js';
import { MailingsController } from './mailings.controller.js';
import { OptOutsController } from './opt-outs.controller.js';
import { ProofsController } from './proofs.controller.js';
import { RecipientsController } from './recipients.controller.js';
import { PublicRegisterController } from './register.controller.js';
import { ResponsesController } from './responses.controller.js';
import { TrialsController } from './trials.controller.js';
import { PersonFilesModule } from '../person-files/person-files.module.js';
import { PersonsController } from './persons.controller.js';
import { UnblindingController } from './unblinding.controller.js';
import { UndeliverablesController } from './undeliverables.controller.js';
import { WavesController } from './waves.controller.js';

/** The face for other systems, under /v1. */
@Module({
  imports: [
    AccountsModule,
    TrialsModule,
    TechniquesModule,
    IntakeModule,
    RecipientsModule,
    PersonFilesModule,
    AllocationModule,
    MailingsModule,
    ResponsesModule,
    AnalysisModule,
    DisclosureModule,
    DraftsModule,
    RepeatedCallsModule,
  ],
  providers: [DeliveryLimit],
  controllers: [
    TrialsController,
    ApiDraftsController,
    ApiDraftReviewsController,
    ApiDraftCommentsController,
    RecipientsController,
    AllocationController,
    MailingsController,
    WavesController,
    OptOutsController,
    UndeliverablesController,
    ProofsController,
    ResponsesController,
    AnalysisController,
    LetterheadController,
    LooksController,
    UnblindingController,
    PersonsController,
    DisclosureProposalsController,
    DisclosuresController,
    PublicRegisterController,
  ],
})
export class ApiModule {}
