import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { MailingsModule } from '../mailings/mailings.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { ChartsController } from './charts.controller.js';
import { DisclosureModule } from './disclosure.module.js';
import { OpenDataController } from './open-data/open-data.controller.js';
import { AnnualReportController } from './outreach/annual-report.controller.js';
import { AnnualReportService } from './outreach/annual-report.service.js';
import { OpenFiles } from './outreach/open-files.service.js';
import { ShareController } from './outreach/share.controller.js';
import { ShareService } from './outreach/share.service.js';
import { RecogniseController } from './recognise/recognise.controller.js';
import { RecogniseService } from './recognise/recognise.service.js';
import { TechniqueFindings } from './recognise/technique-findings.service.js';
import { RegisterController } from './register.controller.js';
import { TalkBackController } from './talk-back/talk-back.controller.js';
import { KeptLetterPages } from './your-letter/kept-letter-pages.js';
import { YourLetterController } from './your-letter/your-letter.controller.js';
import { YourLetterService } from './your-letter/your-letter.service.js';

/** The public's face. */
@Module({
  imports: [OrganisationsModule, TrialsModule, TechniquesModule, MailingsModule, DisclosureModule],
  controllers: [
    RegisterController,
    ChartsController,
    OpenDataController,
    YourLetterController,
    TalkBackController,
    AnnualReportController,
    ShareController,
    RecogniseController,
  ],
  providers: [
    YourLetterService,
    KeptLetterPages,
    AnnualReportService,
    OpenFiles,
    ShareService,
    RecogniseService,
    TechniqueFindings,
  ],
})
export class OpenPagesModule {}
