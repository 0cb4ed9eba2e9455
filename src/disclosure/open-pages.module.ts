import { Module } from '@nestjs/common';
import { MailingsModule } from '../mailings/mailings.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { ChartsController } from './charts.controller.js';
import { DisclosureModule } from './disclosure.module.js';
import { OpenDataController } from './open-data/open-data.controller.js';
import { AnnualReportController } from './outreach/annual-report.controller.js';
import { AnnualReportService } from './outreach/annual-report.service.js';
import { OpenFiles } from './outreach/open-files.service.js';
import { RegisterController } from './register.controller.js';
import { TalkBackController } from './talk-back/talk-back.controller.js';
import { YourLetterController } from './your-letter/your-letter.controller.js';
import { YourLetterService } from './your-letter/your-letter.service.js';

/** The public's face. */
@Module({
  imports: [TrialsModule, TechniquesModule, MailingsModule, DisclosureModule],
  controllers: [
    RegisterController,
    ChartsController,
    OpenDataController,
    YourLetterController,
    TalkBackController,
    AnnualReportController,
  ],
  providers: [YourLetterService, AnnualReportService, OpenFiles],
})
export class OpenPagesModule {}
