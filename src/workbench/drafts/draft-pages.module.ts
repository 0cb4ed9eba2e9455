import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { DraftsModule } from '../../drafts/drafts.module.js';
import { HomeModule } from '../../home/home.module.js';
import { TechniquesModule } from '../../techniques/techniques.module.js';
import { TrialsModule } from '../../trials/trials.module.js';
import { DraftPagesService } from './draft-pages.service.js';
import { DraftsHomeService } from './drafts-home.service.js';
import { DraftsController } from './drafts.controller.js';
import { DraftReviewController } from './review.controller.js';
import { DraftSizeController } from './size.controller.js';
import { DraftStartController } from './start.controller.js';

/** The pages of drafts. The controllers with a path of their own come before the one that takes any step. */
@Module({
  imports: [AccountsModule, DraftsModule, TechniquesModule, TrialsModule, HomeModule],
  controllers: [DraftStartController, DraftReviewController, DraftSizeController, DraftsController],
  providers: [DraftPagesService, DraftsHomeService],
  exports: [DraftsHomeService],
})
export class DraftPagesModule {}
