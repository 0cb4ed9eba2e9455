import { Module } from '@nestjs/common';
import { AllocationModule } from '../allocation/allocation.module.js';
import { AnalysisModule } from '../analysis/analysis.module.js';
import { IntakeModule } from '../intake/intake.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { ResponsesModule } from '../responses/responses.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { AgencyAnalysis } from './agency-analysis.service.js';
import { ChartFiles } from './chart-files.service.js';
import { DeviationsService } from './deviations.service.js';
import { DisclosureService } from './disclosure.service.js';
import { OpenPagesService } from './open-pages.service.js';
import { OpenDataService } from './open-data/open-data.service.js';
import { ProposeDisclosure } from './propose-disclosure.js';
import { RegisterService } from './register/register.service.js';
import { TechniqueEvidence } from './register/technique-evidence.service.js';
import { TalkBackModule } from './talk-back/talk-back.module.js';

/** The register, the open pages and the open data. */
@Module({
  imports: [
    OrganisationsModule,
    TrialsModule,
    IntakeModule,
    AllocationModule,
    MailingsModule,
    ResponsesModule,
    AnalysisModule,
    TechniquesModule,
    VerificationModule,
    TalkBackModule,
  ],
  providers: [
    DisclosureService,
    OpenDataService,
    ProposeDisclosure,
    OpenPagesService,
    DeviationsService,
    RegisterService,
    TechniqueEvidence,
    AgencyAnalysis,
    ChartFiles,
  ],
  exports: [
    DisclosureService,
    OpenDataService,
    ProposeDisclosure,
    OpenPagesService,
    RegisterService,
    TechniqueEvidence,
    AgencyAnalysis,
    ChartFiles,
    TalkBackModule,
    VerificationModule,
  ],
})
export class DisclosureModule {}
