import { Body, Controller, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { applyForm } from '../../drafts/read-form.js';
import { ReviewDrafts } from '../../drafts/review-drafts.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { TryLimit } from '../../platform/process/try-limit.js';
import { Access } from '../../platform/web/access.js';
import { languageOf, pageContextOf } from '../../platform/web/request-context.js';
import type { ViewEngine } from '../../platform/web/view-engine.js';
import { VIEW_ENGINE } from '../../platform/web/web.module.js';
import { DraftPagesService } from './draft-pages.service.js';
import { sizeView } from './size-view.js';
import { draftSizePage } from './step-view.js';

/** More than anybody types in a quarter of an hour, with a pause between one and the next. */
const MOST_RECKONINGS = 600;

const typedForm = z.record(
  z.string().max(200),
  z.union([z.string().max(4_000), z.array(z.string().max(4_000))]),
);

/** The size of a trial while somebody types its numbers; nothing is kept of it. */
@Controller('/workbench/drafts/:draft')
@UseGuards(SessionGuard)
export class DraftSizeController {
  constructor(
    private readonly views: DraftPagesService,
    private readonly drafts: DraftsService,
    private readonly reviews: ReviewDrafts,
    private readonly limit: TryLimit,
    @Inject(VIEW_ENGINE) private readonly engine: ViewEngine,
  ) {}

  @Post('/size/reckoning')
  @Access('drafts.read')
  async reckon(
    @Param('draft') id: string,
    @Body(new ZodBody(typedForm)) form: z.output<typeof typedForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { accountId, organisationId } = signedInAs(request);
    const draft = await this.drafts.get(organisationId, id);
    const limit = { name: 'draft-size', of: [accountId], most: MOST_RECKONINGS };
    await this.limit.book([limit], 'drafts:too-many-reckonings');
    const content = applyForm(draft.content, 'size', form);
    const checked = await this.reviews.check({ ...draft, content });
    const view = await sizeView(checked, this.views.texts(languageOf(request)));
    response.setHeader('Cache-Control', 'no-store').json({
      size: this.engine.render(draftSizePage, view, pageContextOf(request)),
      said: 'unknown' in view ? view.unknown : view.sentences.join(' '),
    });
  }
}
