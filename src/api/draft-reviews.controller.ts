import { Body, Controller, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import type { Person } from '../accounts/actor.js';
import type { Action } from '../core/access.js';
import { DraftLetters } from '../drafts/draft-letters.js';
import type { DraftRecord } from '../drafts/draft-record.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { ReviewDrafts } from '../drafts/review-drafts.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { TrialsService } from '../trials/trials.service.js';
import { trialSchema } from './trial-schemas.js';
import { Described } from './described.js';
import {
  draftApprovalSchema,
  draftReviewSchema,
  draftSchema,
  draftSendingBackSchema,
} from './draft-schemas.js';
import { draftView } from './drafts.controller.js';
import { trialPath, trialView } from './views.js';

type DraftView = z.output<typeof draftSchema>;

/** Review of drafts: the token of who wrote sends, the token of somebody else approves or sends back. */
@ApiTags('Drafts')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/drafts/:draftId')
export class ApiDraftReviewsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly reviews: ReviewDrafts,
    private readonly letters: DraftLetters,
    private readonly trials: TrialsService,
  ) {}

  @Post('review')
  @HttpCode(200)
  @Access('drafts.write')
  @Described({
    operationId: 'sendDraft',
    summary: 'Sends a draft to whoever reviews; its text stays as it is until it comes back',
    body: draftReviewSchema,
    answers: [{ description: 'In review.', schema: draftSchema }],
    problems: [403, 404, 409, 422],
  })
  async send(
    @Param('draftId') id: string,
    @Body(new ZodBody(draftReviewSchema)) { revision, reason = '' }: z.output<typeof draftReviewSchema>,
    @Req() request: Request,
  ): Promise<DraftView> {
    const { draft, person } = await this.found(id, request, 'drafts.write');
    await this.letters.requirePrintable(draft);
    await this.reviews.send(id, revision, reason, person);
    return this.now(id, person);
  }

  @Post('withdrawal')
  @HttpCode(200)
  @Access('drafts.write')
  @Described({
    operationId: 'withdrawDraft',
    summary: 'Takes a draft back from review, to go on writing',
    answers: [{ description: 'Open again.', schema: draftSchema }],
    problems: [403, 404, 409],
  })
  async withdraw(@Param('draftId') id: string, @Req() request: Request): Promise<DraftView> {
    const { person } = await this.found(id, request, 'drafts.write');
    await this.reviews.withdraw(id, person);
    return this.now(id, person);
  }

  @Post('sending-back')
  @HttpCode(200)
  @Access('drafts.review')
  @Described({
    operationId: 'sendDraftBack',
    summary: 'Sends a draft back to its authors, with a reason; not by one of them',
    body: draftSendingBackSchema,
    answers: [{ description: 'Sent back.', schema: draftSchema }],
    problems: [403, 404, 409, 422],
  })
  async sendBack(
    @Param('draftId') id: string,
    @Body(new ZodBody(draftSendingBackSchema)) { reason }: z.output<typeof draftSendingBackSchema>,
    @Req() request: Request,
  ): Promise<DraftView> {
    const { person } = await this.found(id, request, 'drafts.review');
    await this.reviews.sendBack(id, reason, person);
    return this.now(id, person);
  }

  @Post('approval')
  @Access('drafts.review')
  @Described({
    operationId: 'approveDraft',
    summary:
      'Approves a draft and registers it, or amends the protocol that it changes; not by one of its authors',
    body: draftApprovalSchema,
    answers: [{ status: 201, description: 'Registered, or amended.', schema: trialSchema }],
    problems: [403, 404, 409, 422],
  })
  async approve(
    @Param('draftId') id: string,
    @Body(new ZodBody(draftApprovalSchema)) { revision }: z.output<typeof draftApprovalSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof trialSchema>> {
    const { person } = await this.found(id, request, 'drafts.review');
    const trial = await this.reviews.approve(id, revision, person);
    response.location(trialPath(trial.id));
    return trialView(trial, await this.trials.draw(trial.id));
  }

  /** What is not there is not found, before it is told who may do what with it. */
  private async found(
    id: string,
    request: Request,
    action: Action,
  ): Promise<{ readonly draft: DraftRecord; readonly person: Person }> {
    const draft = await this.drafts.get(apiActor(request).organisationId, id);
    return { draft, person: apiPerson(request, action) };
  }

  private async now(id: string, { organisationId }: Person): Promise<DraftView> {
    return draftView(await this.drafts.get(organisationId, id));
  }
}
