import {
  Body,
  Controller,
  Get,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { DomainError } from '../core/domain-error.js';
import { ProofsService, type ProofRecord } from '../mailings/proofs.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { proofApprovalSchema, proofSchema } from './mailing-schemas.js';
import { Described } from './described.js';
import { waveQuery, waveQueryDescription } from './wave-schemas.js';
import { trialPath } from './views.js';

@ApiTags('Mailings')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class ProofsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
  ) {}

  @Get('proofs')
  @Access('trials.read')
  @ApiQuery(waveQueryDescription)
  @Described({
    operationId: 'listProofs',
    summary: 'The letters of the arms as they would be printed now, and who approved them',
    answers: [{ description: 'One for each arm that gets a letter.', schema: proofSchema, list: true }],
    problems: [404],
  })
  async list(
    @Param('trialId') trialId: string,
    @Query(new ZodBody(waveQuery)) { wave }: z.output<typeof waveQuery>,
    @Req() request: Request,
  ): Promise<z.output<typeof proofSchema>[]> {
    const trial = await this.ownTrial(request, trialId);
    return (await this.proofs.list(trial, wave)).map(proofView);
  }

  @Get('proofs/:arm/pdf')
  @Access('trials.read')
  @ApiQuery(waveQueryDescription)
  @Described({
    operationId: 'getProofPdf',
    summary: 'The proof of an arm: its letter to a short, an ordinary and a long name, tagged',
    answers: [{ description: 'The PDF.', files: { 'application/pdf': 'binary' } }],
    problems: [404, 503],
  })
  async pdf(
    @Param('trialId') trialId: string,
    @Param('arm') arm: string,
    @Query(new ZodBody(waveQuery)) { wave }: z.output<typeof waveQuery>,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const trial = await this.ownTrial(request, trialId);
    const [proof] = await this.proofs.print(trial, arm, wave);
    if (proof === undefined) throw new DomainError('not-found', 'mailings:no-proof', { arm });
    return new StreamableFile(proof.pdf, {
      type: 'application/pdf',
      disposition: `attachment; filename="${trial.slug}-${proof.arm}-proof.pdf"`,
    });
  }

  @Post('proof-approvals')
  @Access('proofs.approve')
  @Described({
    operationId: 'approveProofs',
    summary: 'Records that a named person approved proofs; what is printed later must have the same hash',
    body: proofApprovalSchema,
    answers: [{ status: 201, description: 'Recorded; all proofs.', schema: proofSchema, list: true }],
    problems: [403, 404, 409, 422, 503],
  })
  async approve(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(proofApprovalSchema))
    { approvedBy, wave, proofs }: z.output<typeof proofApprovalSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof proofSchema>[]> {
    const trial = await this.ownTrial(request, trialId);
    const seen = new Map(proofs.map(({ arm, sha256 }) => [arm, sha256]));
    await this.proofs.approve(trial.id, approvedBy, seen, apiActor(request), wave);
    response.location(`${trialPath(trial.id)}/proofs`);
    return (await this.proofs.list(trial, wave)).map(proofView);
  }

  private ownTrial(request: Request, trialId: string): Promise<TrialRecord> {
    return this.trials.getFor(apiActor(request).organisationId, trialId);
  }
}

const proofView = ({ wave, arm, sha256, approval }: ProofRecord): z.output<typeof proofSchema> => ({
  wave,
  arm,
  sha256,
  approval:
    approval === null
      ? null
      : {
          approvedBy: approval.by,
          approvedAt: approval.at.toISOString(),
          basis: approval.basis,
          pages: approval.pages,
        },
});
