import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { DraftCommentsService } from '../../drafts/draft-comments.service.js';
import { DraftLetters } from '../../drafts/draft-letters.js';
import { draftSteps } from '../../drafts/draft-fields.js';
import { DraftsService } from '../../drafts/drafts.service.js';
import { ReviewDrafts } from '../../drafts/review-drafts.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { DraftPagesService } from './draft-pages.service.js';
import { draftReviewPage } from './review-view.js';

const revision = z.coerce.number().int().min(1);
const reason = z.string().trim().max(4_000).default('');

const sendForm = z.object({ revision, reason });
const approveForm = z.object({ revision });
const sendBackForm = z.object({ reason });
const noForm = z.object({});
const commentForm = z.object({
  step: z.enum(draftSteps),
  text: z.string().trim().min(1).max(4_000),
  answerTo: z.string().max(40).optional(),
  anchor: z
    .string()
    .max(300)
    .optional()
    .transform((anchor) => anchor || undefined),
});

/** Reading a draft as a whole, talking about it, and deciding on it. */
@Controller('/workbench/drafts/:draft')
@UseGuards(SessionGuard)
export class DraftReviewController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly views: DraftPagesService,
    private readonly drafts: DraftsService,
    private readonly reviews: ReviewDrafts,
    private readonly comments: DraftCommentsService,
    private readonly letters: DraftLetters,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/review')
  @Access('drafts.read')
  async review(
    @Param('draft') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const account = signedInAs(request);
    const draft = await this.drafts.get(account.organisationId, id);
    const view = await this.views.review(draft, account, languageOf(request));
    this.pages.send(request, response, draftReviewPage, view, { cache: 'never' });
  }

  @Post('/review/send')
  @Access('drafts.write')
  async send(
    @Param('draft') id: string,
    @Body(new ZodBody(sendForm)) form: z.output<typeof sendForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orShowWhy(id, form.reason, request, response, async () => {
      await this.letters.requirePrintable(await this.drafts.get(signedInAs(request).organisationId, id));
      await this.reviews.send(id, form.revision, form.reason, signedInAs(request));
      return `/workbench/drafts/${id}/review`;
    });
  }

  @Post('/review/withdraw')
  @Access('drafts.write')
  async withdraw(
    @Param('draft') id: string,
    @Body(new ZodBody(noForm)) _form: z.output<typeof noForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orShowWhy(id, '', request, response, async () => {
      await this.reviews.withdraw(id, signedInAs(request));
      return `/workbench/drafts/${id}/review`;
    });
  }

  @Post('/review/send-back')
  @Access('drafts.review')
  async sendBack(
    @Param('draft') id: string,
    @Body(new ZodBody(sendBackForm)) form: z.output<typeof sendBackForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orShowWhy(id, form.reason, request, response, async () => {
      await this.reviews.sendBack(id, form.reason, signedInAs(request));
      return '/workbench';
    });
  }

  @Post('/review/approve')
  @Access('drafts.review')
  async approve(
    @Param('draft') id: string,
    @Body(new ZodBody(approveForm)) form: z.output<typeof approveForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orShowWhy(id, '', request, response, async () => {
      const trial = await this.reviews.approve(id, form.revision, signedInAs(request));
      return `/workbench/trials/${trial.slug}`;
    });
  }

  @Post('/comments')
  @Access('drafts.comment')
  async comment(
    @Param('draft') id: string,
    @Body(new ZodBody(commentForm)) { step, text, ...about }: z.output<typeof commentForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orShowWhy(id, { comment: text }, request, response, async () => {
      await this.comments.write(id, step, text, about, signedInAs(request));
      return `/workbench/drafts/${id}/review#${step}`;
    });
  }

  @Post('/comments/:comment/resolve')
  @Access('drafts.comment')
  async resolve(
    @Param('draft') id: string,
    @Param('comment') comment: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.comments.resolve(id, comment, signedInAs(request));
    response.redirect(303, pathIn(languageOf(request), `/workbench/drafts/${id}/review#comment-${comment}`));
  }

  /** Goes where the act leads; a refusal is shown on the review page itself, with what was typed. */
  private async orShowWhy(
    id: string,
    typed: string | { readonly comment: string },
    request: Request,
    response: Response,
    act: () => Promise<string>,
  ): Promise<void> {
    const language = languageOf(request);
    try {
      response.redirect(303, pathIn(language, await act()));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'not-found') throw error;
      const account = signedInAs(request);
      const draft = await this.drafts.get(account.organisationId, id);
      const { status, detail, remedy } = describeProblem(error, language, this.translator);
      const refusal = {
        message: detail,
        remedy,
        ...(typeof typed === 'string' ? { typed } : { typed: '', comment: typed.comment }),
      };
      const view = await this.views.review(draft, account, language, refusal);
      this.pages.send(request, response, draftReviewPage, view, { status, cache: 'never' });
    }
  }
}
