import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { DomainError } from '../core/domain-error.js';
import { ProposeDisclosure } from '../disclosure/propose-disclosure.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { TrialsService } from '../trials/trials.service.js';
import { disclosureRequestSchema, disclosureSchema } from './result-schemas.js';
import { Described } from './described.js';
import { disclosureView, registerPath } from './views.js';

type DisclosureView = z.output<typeof disclosureSchema>;

@ApiTags('Disclosures')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/disclosures')
export class DisclosuresController {
  constructor(
    private readonly trials: TrialsService,
    private readonly disclosures: DisclosureService,
    private readonly proposals: ProposeDisclosure,
  ) {}

  @Post()
  @Access('disclosure.publish')
  @Described({
    operationId: 'discloseTrial',
    summary: 'Makes public what somebody else proposed, whatever the result is',
    body: disclosureRequestSchema,
    answers: [{ status: 201, description: 'Public from now on.', schema: disclosureSchema }],
    problems: [403, 404, 409, 422],
  })
  async disclose(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(disclosureRequestSchema)) { sha256 }: z.output<typeof disclosureRequestSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DisclosureView> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const person = apiPerson(request, 'disclosure.publish');
    await this.proposals.publish(trial, sha256, person);
    const [version] = await this.disclosures.versions(trial.id);
    if (version === undefined) throw new DomainError('not-found', 'disclosure:not-published');
    response.location(registerPath(trial));
    return disclosureView(version);
  }

  @Get()
  @Access('trials.read')
  @Described({
    operationId: 'listDisclosures',
    summary: 'What was made public of a trial, the newest version first',
    answers: [{ description: 'The versions.', schema: disclosureSchema, list: true }],
    problems: [404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<DisclosureView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return (await this.disclosures.versions(trial.id)).map(disclosureView);
  }
}
