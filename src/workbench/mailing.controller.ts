import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { ProofsService } from '../mailings/proofs.service.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { readWave } from './wave-query.js';
import { signedInActor } from './own-trials.service.js';
import { workbenchPath } from './workbench-path.js';

/** One hidden field an arm: its id and the hash of the letter that the page showed. */
const proofField = z.string().regex(/^[a-z0-9-]+ [0-9a-f]{64}$/);

const approvalForm = z.object({
  proof: z.union([proofField.transform((one) => [one]), z.array(proofField).min(1).max(64)]),
});

const handOverForm = z.object({ postedOn: z.iso.date() });

/** What is done about letters in the workbench: looking at proofs, approving them, handing batches over. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class WorkbenchMailingController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
    private readonly mailings: MailingsService,
  ) {}

  @Get('/trials/:trial/proofs/:arm.pdf')
  @Access('trials.read')
  async proof(
    @Param('trial') slug: string,
    @Param('arm') arm: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const [proof] = await this.proofs.print(trial, arm, readWave(request).wave);
    if (proof === undefined) throw new DomainError('not-found', 'mailings:no-proof', { arm });
    response
      .type('application/pdf')
      .attachment(`${slug}-${proof.arm}-proof.pdf`)
      .send(Buffer.from(proof.pdf));
  }

  @Post('/trials/:trial/proof-approvals')
  @Access('proofs.approve')
  async approve(
    @Param('trial') slug: string,
    @Body(new ZodBody(approvalForm)) form: z.output<typeof approvalForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const seen = new Map(
      form.proof.map((field): [string, string] => {
        const [arm = '', sha256 = ''] = field.split(' ');
        return [arm, sha256];
      }),
    );
    const actor = signedInActor(request);
    await this.proofs.approve(trial.id, actor.name, seen, actor, readWave(request).wave);
    response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}#proofs`);
  }

  @Post('/trials/:trial/batches/:batch/hand-over')
  @Access('mailing.hand-over')
  async handOver(
    @Param('trial') slug: string,
    @Param('batch') batch: string,
    @Body(new ZodBody(handOverForm)) { postedOn }: z.output<typeof handOverForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const number = /^[1-9]\d{0,8}$/.test(batch) ? Number(batch) : 0;
    await this.mailings.handOverBatch(
      trial.id,
      number,
      postedOn,
      signedInActor(request),
      readWave(request).wave,
    );
    response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}#batches`);
  }

  /** A trial of the organisation of whoever is signed in; anybody else's is not found. */
  private async find(request: Request, slug: string): Promise<TrialRecord> {
    const { organisationId } = signedInAs(request);
    const { slug: organisation } = await this.organisations.get(organisationId);
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }
}
