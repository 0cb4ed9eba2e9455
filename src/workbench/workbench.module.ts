import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AllocationModule } from '../allocation/allocation.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { DraftsModule } from '../drafts/drafts.module.js';
import { DisclosureModule } from '../disclosure/disclosure.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { WorkbenchAnalysisController } from './analysis.controller.js';
import { AnalysisExport } from './analysis-export.service.js';
import { DraftPagesModule } from './drafts/draft-pages.module.js';
import { AccountController } from './account/account.controller.js';
import { WaitingFeedController } from './account/waiting-feed.controller.js';
import { SecondFactorController } from './account/second-factor.controller.js';
import { LetterheadController } from './administration/letterhead.controller.js';
import { OrganisationController } from './administration/organisation.controller.js';
import { PeopleController } from './administration/people.controller.js';
import { TokensController } from './administration/tokens.controller.js';
import { CodeController } from './sign-in/code.controller.js';
import { OpenIdController } from './sign-in/openid.controller.js';
import { SignInFlow } from './sign-in/sign-in-flow.js';
import { WorkbenchImportController } from './import.controller.js';
import { WorkbenchMailingController } from './mailing.controller.js';
import { WorkbenchDisclosureController } from './disclosure.controller.js';
import { WorkbenchMessagesController } from './messages.controller.js';
import { WorkbenchLooksController } from './looks.controller.js';
import { OwnTrials } from './own-trials.service.js';
import { StepsController } from './steps.controller.js';
import { StepsService } from './steps.service.js';
import { HomeModule } from '../home/home.module.js';
import { TargetsController } from './administration/targets.controller.js';
import { RehearsalsModule } from '../rehearsals/rehearsals.module.js';
import { RehearsalInterceptor } from './rehearsals/rehearsal.interceptor.js';
import { RehearsalPages } from './rehearsals/rehearsal-pages.service.js';
import { RehearsalStartController } from './rehearsals/rehearsal-start.controller.js';
import { RehearsalsController } from './rehearsals/rehearsals.controller.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { WorkbenchResponsesController } from './responses.controller.js';
import { SignInController } from './sign-in.controller.js';
import { PersonFilesModule } from '../person-files/person-files.module.js';
import { WorkbenchPersonController } from './person.controller.js';
import { WorkbenchUnblindingController } from './unblinding.controller.js';
import { WorkbenchWavesController } from './waves.controller.js';
import { WorkbenchController } from './workbench.controller.js';
import { WorkbenchPagesService } from './workbench-pages.service.js';

/** The agency's own face. */
@Module({
  imports: [
    OrganisationsModule,
    AccountsModule,
    TrialsModule,
    IntakeModule,
    AllocationModule,
    MailingsModule,
    AnalysisModule,
    RecipientsModule,
    PersonFilesModule,
    ResponsesModule,
    DisclosureModule,
    TechniquesModule,
    DraftsModule,
    DraftPagesModule,
    RehearsalsModule,
    HomeModule,
  ],
  controllers: [
    SignInController,
    CodeController,
    OpenIdController,
    AccountController,
    WaitingFeedController,
    SecondFactorController,
    PeopleController,
    TokensController,
    OrganisationController,
    LetterheadController,
    WorkbenchController,
    WorkbenchLooksController,
    WorkbenchMailingController,
    WorkbenchAnalysisController,
    WorkbenchMessagesController,
    WorkbenchDisclosureController,
    WorkbenchWavesController,
    WorkbenchUnblindingController,
    WorkbenchPersonController,
    StepsController,
    WorkbenchImportController,
    WorkbenchResponsesController,
    RehearsalsController,
    RehearsalStartController,
    TargetsController,
  ],
  providers: [
    WorkbenchPagesService,
    OwnTrials,
    AnalysisExport,
    SignInFlow,
    StepsService,
    RehearsalPages,
    { provide: APP_INTERCEPTOR, useClass: RehearsalInterceptor },
  ],
})
export class WorkbenchModule {}
