import { Module } from '@nestjs/common';
import { MailingsModule } from '../mailings/mailings.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { BeginDraft } from './begin-draft.js';
import { DraftCommentsService } from './draft-comments.service.js';
import { DraftLetters } from './draft-letters.js';
import { DraftSources } from './draft-sources.js';
import { DraftsService } from './drafts.service.js';
import { ReviewDrafts } from './review-drafts.js';
import { WaitingService } from './waiting.service.js';

/** Trials before they are registered: written, reviewed, approved. */
const useCases = [
  DraftsService,
  DraftSources,
  BeginDraft,
  DraftCommentsService,
  DraftLetters,
  ReviewDrafts,
  WaitingService,
];

@Module({
  imports: [OrganisationsModule, TechniquesModule, TrialsModule, MailingsModule],
  providers: useCases,
  exports: useCases,
})
export class DraftsModule {}
