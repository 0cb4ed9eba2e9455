import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { isBlind, UnblindEarly } from '../analysis/unblind-early.js';
import { mayDo } from '../core/access.js';
import { unblindingView } from '../disclosure/views/unblinding-view.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials } from './own-trials.service.js';
import { requestView, unblindingPage } from './views/unblinding-page.js';
import { workbenchPath } from './workbench-path.js';

const askForm = z.object({ reason: z.string().trim().min(1).max(2_000) });

/** Seeing results before the close, by two people and in public. */
@Controller('/workbench/trials/:trial/unblinding')
@UseGuards(SessionGuard)
export class WorkbenchUnblindingController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly own: OwnTrials,
    private readonly unblinding: UnblindEarly,
  ) {}

  @Get('/')
  @Access('unblinding.agree')
  async show(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    const { roles, accountId } = signedInAs(request);
    const language = languageOf(request);
    const requests = await this.unblinding.ofTrial(trial.id);
    const open = requests.find(({ decision }) => decision === null);
    this.pages.send(request, response, unblindingPage, {
      title: shownText(trial.protocol.title, language),
      path: pathIn(language, pathOf(trial)),
      trialPath: workbenchPath(trial),
      blind: isBlind(trial.state) && trial.unblinded === null,
      ...(trial.unblinded !== null && { unblinded: unblindingView(trial.unblinded) }),
      ...(open !== undefined && { open: { ...requestView(open), isOwn: open.asker === accountId } }),
      mayAsk: mayDo(roles, 'unblinding.ask'),
      history: requests.filter(({ decision }) => decision !== null).map(requestView),
    });
  }

  @Post('/')
  @Access('unblinding.ask')
  async ask(
    @Param('trial') slug: string,
    @Body(new ZodBody(askForm)) { reason }: z.output<typeof askForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.unblinding.ask(trial.id, reason, signedInAs(request));
    this.back(trial, request, response);
  }

  @Post('/agreement')
  @Access('unblinding.agree')
  async agree(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.unblinding.agree(trial.id, signedInAs(request));
    this.back(trial, request, response);
  }

  @Post('/refusal')
  @Access('unblinding.agree')
  async refuse(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.unblinding.refuse(trial.id, signedInAs(request));
    this.back(trial, request, response);
  }

  private back(trial: TrialRecord, request: Request, response: Response): void {
    response.redirect(303, pathIn(languageOf(request), pathOf(trial)));
  }
}

const pathOf = (trial: TrialRecord): string => `${workbenchPath(trial)}/unblinding`;
