import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { FreezeRecipients } from '../allocation/freeze-recipients.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { mayDo } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { PlanWave } from '../mailings/plan-wave.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { describeProblem } from '../platform/web/problem.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { EndTrial } from '../trials/end-trial.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import { StepsService } from './steps.service.js';
import { confirmedSteps, stepActions, stepPage, type ConfirmedStep } from './views/next-step.js';
import { workbenchPath } from './workbench-path.js';

const pulseForm = z.object({
  value: z.string().trim().max(2_000).default(''),
  signature: z.string().trim().max(2_000).default(''),
});

const stopForm = z.object({ reason: z.string().trim().max(2_000).default('') });

/** The steps of a trial's life: a page on which each is confirmed, and the doing of it. */
@Controller('/workbench/trials/:trial/steps')
@UseGuards(SessionGuard)
export class StepsController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly ownTrials: OwnTrials,
    private readonly steps: StepsService,
    private readonly freezeRecipients: FreezeRecipients,
    private readonly allocateTrial: AllocateTrial,
    private readonly planWave: PlanWave,
    private readonly renderJobs: RenderJobs,
    private readonly mailings: MailingsService,
    private readonly endTrial: EndTrial,
    private readonly analyseTrial: AnalyseTrial,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** For who may take the step: the rule of an endpoint cannot depend on its address, so it is looked at here. */
  @Get(':step')
  @Access('trials.read')
  async ask(
    @Param('trial') slug: string,
    @Param('step') named: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const step = confirmedSteps.find((one) => one === named);
    if (step === undefined) throw new DomainError('not-found', 'steps:unknown');
    const { roles } = signedInAs(request);
    if (!mayDo(roles, stepActions[step])) throw new DomainError('forbidden', 'accounts:not-your-role');
    const view = await this.steps.view(trial, step, languageOf(request));
    this.pages.send(request, response, stepPage, view, { cache: 'never' });
  }

  @Post('freeze')
  @Access('allocation.draw')
  freeze(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.take(slug, 'freeze', request, response, ({ id }) =>
      this.freezeRecipients.freeze(id, signedInActor(request)),
    );
  }

  @Post('allocate')
  @Access('allocation.draw')
  allocate(
    @Param('trial') slug: string,
    @Body(new ZodBody(pulseForm)) { value, signature }: z.output<typeof pulseForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const typed = value === '' ? {} : { pulse: { value, ...(signature !== '' && { signature }) } };
    return this.take(slug, 'allocate', request, response, ({ id }) =>
      this.allocateTrial.allocate(id, signedInActor(request), typed),
    );
  }

  /** Batches are made by a worker, as with the API. */
  @Post('plan')
  @Access('mailing.plan')
  plan(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.take(slug, 'plan', request, response, async ({ id }) => {
      await this.planWave.plan(id, signedInActor(request));
      await this.renderJobs.enqueue(id);
    });
  }

  @Post('collect')
  @Access('mailing.hand-over')
  collect(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.take(slug, 'collect', request, response, ({ id }) =>
      this.mailings.sentElsewhere(id, signedInActor(request)),
    );
  }

  @Post('close')
  @Access('trials.end')
  close(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.take(slug, 'close', request, response, ({ id }) =>
      this.endTrial.close(id, signedInActor(request)),
    );
  }

  @Post('stop')
  @Access('trials.end')
  stop(
    @Param('trial') slug: string,
    @Body(new ZodBody(stopForm)) { reason }: z.output<typeof stopForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.take(slug, 'stop', request, response, async ({ id }) => {
      if (reason === '') throw new DomainError('invalid', 'steps:reason-missing');
      await this.endTrial.stop(id, reason, signedInActor(request));
    });
  }

  @Post('analyse')
  @Access('analysis.run')
  analyse(@Param('trial') slug: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.take(slug, 'analyse', request, response, ({ id }) =>
      this.analyseTrial.analyse(id, signedInActor(request)),
    );
  }

  /** Does it and goes back to the trial; a refusal is told on the page that asked, where it can be mended. */
  private async take(
    slug: string,
    step: ConfirmedStep,
    request: Request,
    response: Response,
    work: (trial: TrialRecord) => Promise<unknown>,
  ): Promise<void> {
    const language = languageOf(request);
    const trial = await this.ownTrials.find(request, slug);
    try {
      await work(trial);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { detail, remedy, status } = describeProblem(error, language, this.translator);
      const view = await this.steps.view(trial, step, language);
      const refused = { ...view, refusal: { message: detail, remedy } };
      this.pages.send(request, response, stepPage, refused, { status, cache: 'never' });
      return;
    }
    response.redirect(303, pathIn(language, workbenchPath(trial)));
  }
}
