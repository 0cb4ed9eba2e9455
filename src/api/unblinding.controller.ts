import { Body, Controller, Get, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import { SoFar } from '../analysis/so-far.js';
import { UnblindEarly, type UnblindingRequest } from '../analysis/unblind-early.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { TrialsService } from '../trials/trials.service.js';
import { resultSoFarSchema, unblindingRequestSchema, unblindingSchema } from './result-schemas.js';
import { Described } from './described.js';

type UnblindingView = z.output<typeof unblindingSchema>;

/** Seeing results before the close: the tokens of two people, and public. */
@ApiTags('Analysis')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/unblindings')
export class UnblindingController {
  constructor(
    private readonly trials: TrialsService,
    private readonly unblinding: UnblindEarly,
    private readonly soFar: SoFar,
  ) {}

  @Post()
  @Access('unblinding.ask')
  @Described({
    operationId: 'askUnblinding',
    summary: 'Asks to see results by arm before the close',
    body: unblindingRequestSchema,
    answers: [
      { status: 201, description: 'Asked; somebody else may agree.', schema: unblindingSchema, list: true },
    ],
    problems: [403, 404, 409, 422],
  })
  async ask(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(unblindingRequestSchema)) { reason }: z.output<typeof unblindingRequestSchema>,
    @Req() request: Request,
  ): Promise<UnblindingView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const person = apiPerson(request, 'unblinding.ask');
    await this.unblinding.ask(trial.id, reason, person);
    return this.of(trial.id);
  }

  @Post('agreement')
  @Access('unblinding.agree')
  @Described({
    operationId: 'agreeToUnblinding',
    summary: 'Agrees to what somebody else asked: public from now on, and for good',
    answers: [{ status: 201, description: 'Unblinded.', schema: unblindingSchema, list: true }],
    problems: [403, 404, 409],
  })
  async agree(@Param('trialId') trialId: string, @Req() request: Request): Promise<UnblindingView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const person = apiPerson(request, 'unblinding.agree');
    await this.unblinding.agree(trial.id, person);
    return this.of(trial.id);
  }

  @Post('refusal')
  @Access('unblinding.agree')
  @Described({
    operationId: 'refuseUnblinding',
    summary: 'Refuses what was asked, or takes it back',
    answers: [{ status: 201, description: 'Refused.', schema: unblindingSchema, list: true }],
    problems: [403, 404, 409],
  })
  async refuse(@Param('trialId') trialId: string, @Req() request: Request): Promise<UnblindingView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const person = apiPerson(request, 'unblinding.agree');
    await this.unblinding.refuse(trial.id, person);
    return this.of(trial.id);
  }

  @Get()
  @Access('trials.read')
  @Described({
    operationId: 'listUnblindings',
    summary: 'Requests to see results early, and what became of them, the newest first',
    answers: [{ description: 'The requests.', schema: unblindingSchema, list: true }],
    problems: [404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<UnblindingView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return this.of(trial.id);
  }

  @Get('result')
  @Access('results.read')
  @Described({
    operationId: 'getResultSoFar',
    summary: 'Results by arm so far, of a trial that was unblinded early; refused of any other',
    answers: [{ description: 'As it is now.', schema: resultSoFarSchema }],
    problems: [403, 404],
  })
  async result(
    @Param('trialId') trialId: string,
    @Req() request: Request,
  ): Promise<z.output<typeof resultSoFarSchema>> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const { at, data, result } = await this.soFar.of(trial);
    return { at: at.toISOString(), data: { ...data }, result: { ...result } };
  }

  private async of(trialId: string): Promise<UnblindingView[]> {
    return (await this.unblinding.ofTrial(trialId)).map(view);
  }
}

const view = ({
  reason,
  askedBy,
  askedAt,
  decision,
  decidedBy,
  decidedAt,
}: UnblindingRequest): UnblindingView => ({
  reason,
  askedBy,
  askedAt: askedAt.toISOString(),
  decision,
  decidedBy,
  decidedAt: decidedAt?.toISOString() ?? null,
});
