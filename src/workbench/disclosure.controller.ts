import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { mayDo } from '../core/access.js';
import { openPath } from '../disclosure/addresses.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { OpenPagesService } from '../disclosure/open-pages.service.js';
import { ProposeDisclosure } from '../disclosure/propose-disclosure.js';
import { trialPage, versionViews } from '../disclosure/views/trial-view.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import { hasReached } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import { disclosurePage, proposalView } from './views/disclosure-view.js';
import { workbenchPath } from './workbench-path.js';

const words = z.string().trim().max(4_000);
const proposalForm = z.object({ correction: words.default('') });
const publishForm = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const sendBackForm = z.object({ reason: words.min(1) });

/** Proposing, publishing, sending back and correcting what the public sees of a trial. */
@Controller('/workbench/trials/:trial/disclosure')
@UseGuards(SessionGuard)
export class WorkbenchDisclosureController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly own: OwnTrials,
    private readonly proposals: ProposeDisclosure,
    private readonly disclosures: DisclosureService,
    private readonly openPages: OpenPagesService,
  ) {}

  @Get('/')
  @Access('results.read')
  async show(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    const { roles, accountId } = signedInAs(request);
    const language = languageOf(request);
    const [proposals, versions] = await Promise.all([
      this.proposals.ofTrial(trial.id),
      this.disclosures.versions(trial.id),
    ]);
    const open = proposals.find(({ decision }) => decision === null);
    this.pages.send(request, response, disclosurePage, {
      title: shownText(trial.protocol.title, language),
      path: pathIn(language, pathOf(trial)),
      trialPath: workbenchPath(trial),
      ready: hasReached(trial.state, 'analysed'),
      isFirst: !hasReached(trial.state, 'disclosed'),
      ...(open !== undefined && { open: { ...proposalView(open), isOwn: open.proposer === accountId } }),
      mayPropose: mayDo(roles, 'disclosure.propose'),
      mayPublish: mayDo(roles, 'disclosure.publish'),
      history: proposals.filter(({ decision }) => decision !== null).map(proposalView),
      versions: versionViews(versions, language, openPath(trial.protocol.organisation.slug, trial.slug)),
    });
  }

  /** The page as it would be, for the second pair of eyes. */
  @Get('/preview')
  @Access('results.read')
  async preview(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    const document = await this.disclosures.preview(trial.id);
    const view = await this.openPages.previewView(trial, document, languageOf(request));
    this.pages.send(request, response, trialPage, view, { cache: 'never' });
  }

  @Post('/propose')
  @Access('disclosure.propose')
  async propose(
    @Param('trial') slug: string,
    @Body(new ZodBody(proposalForm)) { correction }: z.output<typeof proposalForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.proposals.propose(trial, correction === '' ? null : correction, signedInActor(request));
    this.back(trial, request, response);
  }

  @Post('/publish')
  @Access('disclosure.publish')
  async publish(
    @Param('trial') slug: string,
    @Body(new ZodBody(publishForm)) { sha256 }: z.output<typeof publishForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.proposals.publish(trial, sha256, signedInActor(request));
    this.back(trial, request, response);
  }

  @Post('/send-back')
  @Access('disclosure.publish')
  async sendBack(
    @Param('trial') slug: string,
    @Body(new ZodBody(sendBackForm)) { reason }: z.output<typeof sendBackForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.own.find(request, slug);
    await this.proposals.sendBack(trial, reason, signedInActor(request));
    this.back(trial, request, response);
  }

  private back(trial: TrialRecord, request: Request, response: Response): void {
    response.redirect(303, pathIn(languageOf(request), pathOf(trial)));
  }
}

const pathOf = (trial: TrialRecord): string => `${workbenchPath(trial)}/disclosure`;
