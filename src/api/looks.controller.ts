import { Controller, Get, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import type { LookRecord } from '../analysis/read-looks.js';
import { TakeLook } from '../analysis/take-look.js';
import { Access } from '../platform/web/access.js';
import { TrialsService } from '../trials/trials.service.js';
import { lookSchema } from './result-schemas.js';
import { Described } from './described.js';

type LookView = z.output<typeof lookSchema>;

@ApiTags('Analysis')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/looks')
export class LooksController {
  constructor(
    private readonly trials: TrialsService,
    private readonly looks: TakeLook,
  ) {}

  @Post()
  @Access('analysis.run')
  @Described({
    operationId: 'takeLook',
    summary: 'Takes the next interim look of the protocol, which spends its share of alpha',
    answers: [
      { status: 201, description: 'Whether the boundary was crossed, and no more.', schema: lookSchema },
    ],
    problems: [404, 409],
  })
  async take(@Param('trialId') trialId: string, @Req() request: Request): Promise<LookView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    return lookView(await this.looks.take(trial.id, actor));
  }

  @Get()
  @Access('trials.read')
  @Described({
    operationId: 'listLooks',
    summary: 'The interim looks that were taken',
    answers: [{ description: 'In order.', schema: lookSchema, list: true }],
    problems: [404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<LookView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return (await this.looks.list(trial.id)).map(lookView);
  }
}

const lookView = ({ takenBy: _name, takenAt, ...look }: LookRecord): LookView => ({
  ...look,
  takenAt: takenAt.toISOString(),
});
