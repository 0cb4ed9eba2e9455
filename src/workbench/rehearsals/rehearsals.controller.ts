import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../../accounts/session.guard.js';
import { DomainError } from '../../core/domain-error.js';
import { MailingsService } from '../../mailings/mailings.service.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { FileStore } from '../../platform/storage/file-store.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { rehearsalSteps } from '../../rehearsals/rehearsal-steps.js';
import { RehearsalsService, type Rehearsal } from '../../rehearsals/rehearsals.service.js';
import { WalkRehearsal } from '../../rehearsals/walk-rehearsal.js';
import { OwnTrials, signedInActor } from '../own-trials.service.js';
import { workbenchTrialPage } from '../views/trial-view.js';
import { WorkbenchPagesService } from '../workbench-pages.service.js';

const stepForm = z.object({ step: z.enum(rehearsalSteps) });
const clockForm = z.object({ day: z.iso.date() });

/** The steps of a rehearsal, its calendar, its files, and its end. */
@Controller('/workbench/trials/:trial/rehearsal')
@UseGuards(SessionGuard)
export class RehearsalsController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly ownTrials: OwnTrials,
    private readonly rehearsals: RehearsalsService,
    private readonly walk: WalkRehearsal,
    private readonly workbench: WorkbenchPagesService,
    private readonly mailings: MailingsService,
    private readonly files: FileStore,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** Does what comes next; a refusal is told on the rehearsal's own page. */
  @Post('step')
  @Access('rehearsals.hold')
  async step(
    @Param('trial') slug: string,
    @Body(new ZodBody(stepForm)) { step }: z.output<typeof stepForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const rehearsal = await this.find(request, slug);
    try {
      await this.walk.next(rehearsal, step, signedInActor(request));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const language = languageOf(request);
      const { detail, remedy, status } = describeProblem(error, language, this.translator);
      const trial = await this.ownTrials.find(request, slug);
      const view = await this.workbench.trial(trial, language, signedInAs(request).roles);
      const refusal = { message: detail, remedy };
      const told = { ...view, ...(view.rehearsal && { rehearsal: { ...view.rehearsal, refusal } }) };
      this.pages.send(request, response, workbenchTrialPage, told, { status, cache: 'never' });
      return;
    }
    response.redirect(303, pathOf(request, slug));
  }

  /** Moves the calendar on, for who takes the steps on the trial's own pages. */
  @Post('clock')
  @Access('rehearsals.hold')
  async clock(
    @Param('trial') slug: string,
    @Body(new ZodBody(clockForm)) { day }: z.output<typeof clockForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.rehearsals.goTo(await this.find(request, slug), day);
    response.redirect(303, pathOf(request, slug));
  }

  @Get('recipients.csv')
  @Access('rehearsals.hold')
  async recipients(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const text = await this.walk.recipientsFile(await this.find(request, slug));
    response.type('text/csv; charset=utf-8').attachment(`${slug}-recipients.csv`).send(text);
  }

  @Get('responses.csv')
  @Access('rehearsals.hold')
  async responses(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const text = await this.walk.responsesFile(await this.find(request, slug));
    response.type('text/csv; charset=utf-8').attachment(`${slug}-responses.csv`).send(text);
  }

  /** The first batch: nobody in it exists, so that whoever practises may see it. */
  @Get('letters.pdf')
  @Access('rehearsals.hold')
  async letters(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { trialId } = await this.find(request, slug);
    const { pdf } = await this.mailings.manifest(trialId, 1);
    response.type('application/pdf').attachment(`${slug}-letters.pdf`);
    await pipeline(await this.files.read(pdf), response).catch(() => undefined);
  }

  @Post('remove')
  @Access('rehearsals.hold')
  async remove(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const rehearsal = await this.find(request, slug);
    await this.rehearsals.remove(rehearsal, signedInAs(request).organisationId, signedInActor(request));
    response.redirect(303, pathIn(languageOf(request), '/workbench'));
  }

  private async find(request: Request, slug: string): Promise<Rehearsal> {
    const rehearsal = await this.rehearsals.find(signedInAs(request).organisationId, slug);
    if (rehearsal === undefined) throw new DomainError('not-found', 'trials:not-found');
    return rehearsal;
  }
}

const pathOf = (request: Request, slug: string): string =>
  pathIn(languageOf(request), `/workbench/trials/${slug}`);
