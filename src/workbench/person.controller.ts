import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { searchFrom } from '../recipients/search-from.js';
import { PersonFiles } from '../person-files/person-files.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { describeProblem } from '../platform/web/problem.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import { personFilePage, type PersonFilePageView } from './views/person-file-view.js';
import { workbenchPath } from './workbench-path.js';

const whoForm = z.object({ who: z.string().trim().max(200).default('') });
type WhoForm = z.output<typeof whoForm>;

/** What is kept of one person, for whoever answers a request of theirs. Nobody's code is ever in an address. */
@Controller('/workbench/trials/:trial/person')
@UseGuards(SessionGuard)
export class WorkbenchPersonController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly own: OwnTrials,
    private readonly persons: PersonFiles,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get()
  @Access('persons.open')
  async form(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    this.pages.send(request, response, personFilePage, pageOf(trial, request, ''), { cache: 'never' });
  }

  @Post('look')
  @Access('persons.open')
  async look(
    @Param('trial') slug: string,
    @Body(new ZodBody(whoForm)) { who }: WhoForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.orTell(trial, who, request, response, async () => {
      const file = await this.persons.open(trial, searchFrom(who), signedInActor(request));
      const arm = trial.protocol.arms.find(({ id }) => id === file.arm);
      const armName = arm === undefined ? undefined : shownText(arm.name, languageOf(request));
      const view = { ...pageOf(trial, request, who), file, ...(armName !== undefined && { armName }) };
      this.pages.send(request, response, personFilePage, view, { cache: 'never' });
    });
  }

  @Post('download')
  @Access('persons.open')
  async download(
    @Param('trial') slug: string,
    @Body(new ZodBody(whoForm)) { who }: WhoForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    const file = await this.persons.open(trial, searchFrom(who), signedInActor(request));
    response
      .type('application/json')
      .attachment(`${slug}-person.json`)
      .setHeader('Cache-Control', 'no-store')
      .send(`${JSON.stringify(file, null, 2)}\n`);
  }

  @Post('erase')
  @Access('persons.erase')
  async erase(
    @Param('trial') slug: string,
    @Body(new ZodBody(whoForm)) { who }: WhoForm,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.orTell(trial, who, request, response, async () => {
      const erased = await this.persons.erase(trial, searchFrom(who), signedInActor(request));
      const view = { ...pageOf(trial, request, ''), erased };
      this.pages.send(request, response, personFilePage, view, { cache: 'never' });
    });
  }

  private async orTell(
    trial: TrialRecord,
    who: string,
    request: Request,
    response: Response,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'forbidden') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const view = { ...pageOf(trial, request, who), refusal: { message: detail, remedy } };
      this.pages.send(request, response, personFilePage, view, { status, cache: 'never' });
    }
  }
}

const pageOf = (trial: TrialRecord, request: Request, typed: string): PersonFilePageView => ({
  title: shownText(trial.protocol.title, languageOf(request)),
  trialPath: workbenchPath(trial),
  path: `${workbenchPath(trial)}/person`,
  typed,
});
