import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { AnalyseTrial, type AnalysisRecord } from '../analysis/analyse-trial.js';
import { DomainError } from '../core/domain-error.js';
import { nextState, resultsMayBeSeen } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { analysisSchema } from './result-schemas.js';
import { Described } from './described.js';
import { trialPath } from './views.js';

type AnalysisView = z.output<typeof analysisSchema>;

@ApiTags('Analysis')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/analyses')
export class AnalysisController {
  constructor(
    private readonly trials: TrialsService,
    private readonly analysis: AnalyseTrial,
  ) {}

  @Post()
  @Access('analysis.run')
  @Described({
    operationId: 'analyseTrial',
    summary: 'Runs the registered analysis on the frozen data, once',
    answers: [{ status: 201, description: 'Analysed.', schema: analysisSchema }],
    problems: [404, 409],
  })
  async analyse(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnalysisView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    // Refused before anything is read or written, which the use case would only find out at its end.
    nextState(trial.state, 'analyse');
    const record = await this.analysis.analyse(trial.id, actor);
    response.location(`${trialPath(trial.id)}/analyses/${record.id}`);
    return analysisView(record);
  }

  @Get()
  @Access('results.read')
  @Described({
    operationId: 'listAnalyses',
    summary: 'The analyses of a closed trial; refused before the close',
    answers: [
      { description: 'The registered analysis, when it was run.', schema: analysisSchema, list: true },
    ],
    problems: [403, 404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<AnalysisView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const found = await this.analysis.find(trial.id);
    if (found !== undefined) return [analysisView(found)];
    if (resultsMayBeSeen(trial.state)) return [];
    throw new DomainError('forbidden', 'trials:results-hidden', { date: trial.protocol.planning.close });
  }

  @Get(':analysisId')
  @Access('results.read')
  @Described({
    operationId: 'getAnalysis',
    summary: 'One analysis; refused before the close',
    answers: [{ description: 'The analysis.', schema: analysisSchema }],
    problems: [403, 404],
  })
  async get(
    @Param('trialId') trialId: string,
    @Param('analysisId') analysisId: string,
    @Req() request: Request,
  ): Promise<AnalysisView> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const record = await this.analysis.get(trial.id);
    if (record.id !== analysisId) throw new DomainError('not-found', 'analysis:not-analysed');
    return analysisView(record);
  }
}

const analysisView = (record: AnalysisRecord): AnalysisView => ({
  id: record.id,
  kind: 'registered',
  createdAt: record.createdAt.toISOString(),
  sha256: record.sha256,
  salt: record.salt,
  data: { ...record.data },
  result: { ...record.result },
  overTime: record.overTime === null ? null : { ...record.overTime },
  further: record.further === null ? null : { ...record.further },
});
