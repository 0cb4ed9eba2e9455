import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { FreezeRecipients, pulseOf } from '../allocation/freeze-recipients.js';
import { nextState } from '../trials/life-cycle.js';
import { TrialsService } from '../trials/trials.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import {
  allocationRequestSchema,
  allocationSchema,
  armTotalSchema,
  recipientListSchema,
} from './allocation-schemas.js';
import { Described } from './described.js';
import { frozenListView, promisedPulseView, registerPath, trialPath } from './views.js';

@ApiTags('Allocation')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class AllocationController {
  constructor(
    private readonly trials: TrialsService,
    private readonly allocateTrial: AllocateTrial,
    private readonly freezeRecipients: FreezeRecipients,
    private readonly allocation: AllocationService,
  ) {}

  @Post('recipient-list')
  @Access('allocation.draw')
  @Described({
    operationId: 'freezeRecipients',
    summary: 'Closes the list of recipients before the pulse of the beacon, and makes its hash public',
    description:
      'For a trial whose protocol names a pulse. No recipients can be added afterwards. Asked again, it gives the same.',
    answers: [{ status: 201, description: 'Closed.', schema: recipientListSchema }],
    problems: [404, 409],
  })
  async freeze(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof recipientListSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const list = await this.freezeRecipients.freeze(trial.id, actor);
    response.location(registerPath(trial));
    return { ...frozenListView(list), pulse: promisedPulseView(pulseOf(trial)) };
  }

  @Post('allocations')
  @Access('allocation.draw')
  @Described({
    operationId: 'allocateRecipients',
    summary: 'Draws the arms of all recipients, once',
    description:
      'A protocol with a beacon needs the list of recipients closed and the pulse out; the pulse is fetched, or sent along.',
    body: allocationRequestSchema,
    bodyIsOptional: true,
    answers: [{ status: 201, description: 'Drawn.', schema: allocationSchema }],
    problems: [404, 409, 422, 503],
  })
  async allocate(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(allocationRequestSchema.optional()))
    body: z.output<typeof allocationRequestSchema> = {},
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof allocationSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    // Refused before anything is read or written, which the use case would only find out at its end.
    nextState(trial.state, 'allocate');
    const report = await this.allocateTrial.allocate(trial.id, actor, {
      ...(body.pulse !== undefined && { pulse: { value: body.pulse, signature: body.signature } }),
    });
    response.location(`${trialPath(trial.id)}/allocations`);
    return report;
  }

  @Get('allocations')
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
