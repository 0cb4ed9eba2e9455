import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { nextState } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { allocationSchema, armTotalSchema } from './api-schemas.js';
import { Described } from './described.js';
import { trialPath } from './views.js';

@ApiTags('Allocation')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/allocations')
export class AllocationController {
  constructor(
    private readonly trials: TrialsService,
    private readonly allocateTrial: AllocateTrial,
    private readonly allocation: AllocationService,
  ) {}

  @Post()
  @Access('allocation.draw')
  @Described({
    operationId: 'allocateRecipients',
    summary: 'Draws the arms of all recipients, once',
    answers: [{ status: 201, description: 'Drawn.', schema: allocationSchema }],
    problems: [404, 409],
  })
  async allocate(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof allocationSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    // Refused before anything is read or written, which the use case would only find out at its end.
    nextState(trial.state, 'allocate');
    const report = await this.allocateTrial.allocate(trial.id, actor);
    response.location(`${trialPath(trial.id)}/allocations`);
    return report;
  }

  @Get()
  @Access('trials.read')
  @Described({
    operationId: 'getAllocations',
    summary: 'How many recipients each arm has; no response is in it',
    answers: [
      { description: 'Totals by arm, in the order of the protocol.', schema: armTotalSchema, list: true },
    ],
    problems: [404],
  })
  async totals(
    @Param('trialId') trialId: string,
    @Req() request: Request,
  ): Promise<z.output<typeof armTotalSchema>[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const totals = new Map((await this.allocation.byArm(trial.id)).map(({ arm, n }) => [arm, n]));
    return trial.protocol.arms.map(({ id }, index) => ({ arm: id, recipients: totals.get(index) ?? 0 }));
  }
}
