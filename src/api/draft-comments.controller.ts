import { Body, Controller, Get, Param, Post, Req, Res, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import { DraftCommentsService, type CommentThread } from '../drafts/draft-comments.service.js';
import { DraftLetters } from '../drafts/draft-letters.js';
import type { DraftComment } from '../drafts/draft-record.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { Described } from './described.js';
import { draftCommentSchema, newDraftCommentSchema } from './draft-schemas.js';

type CommentView = z.output<typeof draftCommentSchema>;

/** What people say about a draft, and its letters as they would be printed. */
@ApiTags('Drafts')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/drafts/:draftId')
export class ApiDraftCommentsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly comments: DraftCommentsService,
    private readonly letters: DraftLetters,
  ) {}

  @Get('comments')
  @Access('drafts.read')
  @Described({
    operationId: 'listDraftComments',
    summary: 'Comments on a draft with their answers, the oldest first; those that were resolved too',
    answers: [{ description: 'The comments.', schema: draftCommentSchema, list: true }],
    problems: [404],
  })
  async list(@Param('draftId') id: string, @Req() request: Request): Promise<CommentView[]> {
    const draft = await this.drafts.get(apiActor(request).organisationId, id);
    return (await this.comments.threads(draft.id)).map(commentView);
  }

  @Post('comments')
  @Access('drafts.comment')
  @Described({
    operationId: 'writeDraftComment',
    summary: 'Says something about a step of a draft or one thing in it, or answers a comment',
    body: newDraftCommentSchema,
    answers: [{ status: 201, description: 'Placed; all comments.', schema: draftCommentSchema, list: true }],
    problems: [403, 404, 409, 422],
  })
  async write(
    @Param('draftId') id: string,
    @Body(new ZodBody(newDraftCommentSchema))
    { step, text, ...about }: z.output<typeof newDraftCommentSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommentView[]> {
    const draft = await this.drafts.get(apiActor(request).organisationId, id);
    await this.comments.write(draft.id, step, text, about, apiPerson(request, 'drafts.comment'));
    response.location(`/v1/drafts/${draft.id}/comments`);
    return (await this.comments.threads(draft.id)).map(commentView);
  }

  @Get('proofs/:arm/pdf')
  @Access('drafts.read')
  @Described({
    operationId: 'getDraftProofPdf',
    summary:
      'The letter of an arm of a draft as it would be printed; `all-elements` for all that is written together',
    answers: [{ description: 'The PDF.', files: { 'application/pdf': 'binary' } }],
    problems: [404, 503],
  })
  async pdf(
    @Param('draftId') id: string,
    @Param('arm') arm: string,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const draft = await this.drafts.get(apiActor(request).organisationId, id);
    const { pdf } = await this.letters.proof(draft, arm);
    return new StreamableFile(pdf, {
      type: 'application/pdf',
      disposition: 'attachment; filename="draft-proof.pdf"',
    });
  }
}

const said = ({ id, author, text, writtenAt }: DraftComment) => ({
  id,
  author,
  text,
  writtenAt: writtenAt.toISOString(),
});

const commentView = (thread: CommentThread): CommentView => ({
  ...said(thread),
  step: thread.step,
  anchor: thread.anchor,
  resolvedAt: thread.resolvedAt?.toISOString() ?? null,
  resolvedBy: thread.resolvedBy,
  answers: thread.answers.map(said),
});
