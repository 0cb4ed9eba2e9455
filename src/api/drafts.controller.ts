import {
  Body,
  Controller,
  Delete,
  Get,
  Inject,
  Param,
  Patch,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import { BeginDraft } from '../drafts/begin-draft.js';
import { draftSteps } from '../drafts/draft-fields.js';
import type { DraftRecord } from '../drafts/draft-record.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { issueText } from '../drafts/issue-text.js';
import { ReviewDrafts } from '../drafts/review-drafts.js';
import { ZodBody } from '../platform/api/zod-body.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { Described } from './described.js';
import {
  draftIssueSchema,
  draftSchema,
  draftStepChangeSchema,
  draftSummarySchema,
  newDraftSchema,
  removedDraftSchema,
} from './draft-schemas.js';

type DraftView = z.output<typeof draftSchema>;

/** Writing drafts: by the token of somebody, who becomes one of its authors. */
@ApiTags('Drafts')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/drafts')
export class ApiDraftsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly beginDraft: BeginDraft,
    private readonly reviews: ReviewDrafts,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get()
  @Access('drafts.read')
  @Described({
    operationId: 'listDrafts',
    summary: 'Drafts that are not registered yet, the last changed first',
    answers: [{ description: 'The drafts.', schema: draftSummarySchema, list: true }],
  })
  async list(@Req() request: Request): Promise<z.output<typeof draftSummarySchema>[]> {
    const open = await this.drafts.open(apiActor(request).organisationId);
    return open.map(({ id, purpose, state, trialId, revision, updatedAt, updatedBy }) => ({
      id,
      purpose,
      state,
      trialId,
      revision,
      updatedAt: updatedAt.toISOString(),
      updatedBy,
    }));
  }

  @Post()
  @Access('drafts.write')
  @Described({
    operationId: 'beginDraft',
    summary: 'Begins a draft: from nothing, a protocol, a trial, or a registered protocol that is to change',
    body: newDraftSchema,
    answers: [{ status: 201, description: 'Begun.', schema: draftSchema }],
    problems: [403, 404, 409, 422],
  })
  async begin(
    @Body(new ZodBody(newDraftSchema)) sent: z.output<typeof newDraftSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DraftView> {
    const person = apiPerson(request, 'drafts.write');
    const draft =
      sent.from === 'amendment'
        ? await this.beginDraft.amend(sent.trial, person)
        : await this.beginDraft.begin({ ...sent, title: sent.title ?? '' }, person);
    response.location(`/v1/drafts/${draft.id}`);
    return draftView(draft);
  }

  @Get(':draftId')
  @Access('drafts.read')
  @Described({
    operationId: 'getDraft',
    summary: 'A draft as it is now',
    answers: [{ description: 'The draft.', schema: draftSchema }],
    problems: [404],
  })
  async get(@Param('draftId') id: string, @Req() request: Request): Promise<DraftView> {
    return draftView(await this.drafts.get(apiActor(request).organisationId, id));
  }

  @Patch(':draftId/steps/:step')
  @Access('drafts.write')
  @ApiParam({ name: 'step', enum: draftSteps })
  @Described({
    operationId: 'changeDraftStep',
    summary: 'Changes what a step holds; refused when somebody else changed the same step since',
    body: draftStepChangeSchema,
    answers: [{ description: 'The draft, with its new revision.', schema: draftSchema }],
    problems: [403, 404, 409, 422],
  })
  async change(
    @Param('draftId') id: string,
    @Param('step') step: string,
    @Body(new ZodBody(draftStepChangeSchema)) sent: z.output<typeof draftStepChangeSchema>,
    @Req() request: Request,
  ): Promise<DraftView> {
    await this.drafts.get(apiActor(request).organisationId, id);
    const person = apiPerson(request, 'drafts.write');
    return draftView(await this.drafts.changeStep(id, step, sent.changes, sent.revision, person));
  }

  @Get(':draftId/issues')
  @Access('drafts.read')
  @Described({
    operationId: 'listDraftIssues',
    summary: 'What is missing or wrong in a draft; none when it can go to review',
    answers: [{ description: 'One of each thing.', schema: draftIssueSchema, list: true }],
    problems: [404],
  })
  async issues(
    @Param('draftId') id: string,
    @Req() request: Request,
  ): Promise<z.output<typeof draftIssueSchema>[]> {
    const draft = await this.drafts.get(apiActor(request).organisationId, id);
    const { issues } = await this.reviews.check(draft);
    return issues.map((issue) => ({
      step: issue.step ?? null,
      path: issue.path,
      code: issue.code,
      missing: issue.missing,
      detail: issueText(issue, this.translator, languageOf(request)),
    }));
  }

  @Delete(':draftId')
  @Access('drafts.write')
  @Described({
    operationId: 'removeDraft',
    summary: 'Takes a draft off the list; one in review is withdrawn first',
    answers: [{ description: 'Removed.', schema: removedDraftSchema }],
    problems: [403, 404, 409],
  })
  async remove(
    @Param('draftId') id: string,
    @Req() request: Request,
  ): Promise<z.output<typeof removedDraftSchema>> {
    const { id: found } = await this.drafts.get(apiActor(request).organisationId, id);
    await this.drafts.remove(found, apiPerson(request, 'drafts.write'));
    return { id: found, state: 'removed' };
  }
}

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

/** A draft as the API gives it. */
export function draftView(draft: DraftRecord): DraftView {
  const { id, purpose, state, trialId, revision, content, reason, editors } = draft;
  return {
    id,
    purpose,
    state,
    trialId,
    revision,
    content: { ...content },
    authors: editors.map(({ name }) => name),
    updatedAt: draft.updatedAt.toISOString(),
    updatedBy: draft.updatedBy,
    reason,
    sentAt: iso(draft.sentAt),
    sentBy: draft.sentBy,
    decidedAt: iso(draft.decidedAt),
    decidedBy: draft.decidedBy,
    decisionReason: draft.decisionReason,
  };
}
