import { Body, Controller, Get, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard, apiPerson } from '../accounts/api.guard.js';
import { DomainError } from '../core/domain-error.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { ProposeDisclosure } from '../disclosure/propose-disclosure.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { disclosureProposalSchema, proposedDisclosureSchema } from './result-schemas.js';
import { Described } from './described.js';

type ProposalView = z.output<typeof proposedDisclosureSchema>;

/** What one person proposes to make public, and another looks at. */
@ApiTags('Disclosures')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId/disclosure-proposals')
export class DisclosureProposalsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly disclosures: DisclosureService,
    private readonly proposals: ProposeDisclosure,
  ) {}

  @Post()
  @Access('disclosure.propose')
  @Described({
    operationId: 'proposeDisclosure',
    summary: 'Proposes to make the result public; a token of somebody else publishes it',
    body: disclosureProposalSchema,
    answers: [{ status: 201, description: 'Proposed.', schema: proposedDisclosureSchema }],
    problems: [403, 404, 409, 422],
  })
  async propose(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(disclosureProposalSchema)) { correction }: z.output<typeof disclosureProposalSchema>,
    @Req() request: Request,
  ): Promise<ProposalView> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const person = apiPerson(request, 'disclosure.propose');
    await this.proposals.propose(trial, correction ?? null, person);
    return this.open(trial);
  }

  @Get()
  @Access('results.read')
  @Described({
    operationId: 'getDisclosureProposal',
    summary: 'What is proposed now, with the document as it would be published',
    answers: [{ description: 'The proposal.', schema: proposedDisclosureSchema }],
    problems: [404, 409],
  })
  async get(@Param('trialId') trialId: string, @Req() request: Request): Promise<ProposalView> {
    return this.open(await this.trials.getFor(apiActor(request).organisationId, trialId));
  }

  private async open(trial: TrialRecord): Promise<ProposalView> {
    const open = (await this.proposals.ofTrial(trial.id)).find(({ decision }) => decision === null);
    if (open === undefined) throw new DomainError('conflict', 'disclosure:nothing-proposed');
    const { sha256, proposedBy, proposedAt, correction } = open;
    const document = await this.disclosures.preview(trial.id, correction);
    return {
      sha256,
      proposedBy,
      proposedAt: proposedAt.toISOString(),
      correction,
      document: { ...document },
    };
  }
}
