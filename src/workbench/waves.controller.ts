import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { mayDo } from '../core/access.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { WavesService, type WaveRecord } from '../mailings/waves.service.js';
import { pathIn } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import { wavesPage, wavesView } from './views/waves-view.js';
import { workbenchPath } from './workbench-path.js';

/** Waves in the workbench: how far they are, as a page and as data, and letting one wait. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class WorkbenchWavesController {
  constructor(
    private readonly trials: OwnTrials,
    private readonly waves: WavesService,
    private readonly mailings: MailingsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('/trials/:trial/waves')
  @Access('trials.read')
  async show(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.trials.find(request, slug);
    const { roles } = signedInAs(request);
    const [waves, batches] = await Promise.all([this.waves.list(trial.id), this.mailings.batches(trial.id)]);
    const view = wavesView(trial, shownText(trial.protocol.title, languageOf(request)), waves, batches, {
      download: mayDo(roles, 'letters.read'),
      handOver: mayDo(roles, 'mailing.hand-over'),
      pause: mayDo(roles, 'mailing.plan'),
    });
    this.pages.send(request, response, wavesPage, view, { cache: 'never' });
  }

  @Get('/trials/:trial/waves.json')
  @Access('trials.read')
  async progress(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WaveRecord[]> {
    const trial = await this.trials.find(request, slug);
    response.setHeader('Cache-Control', 'no-store');
    return this.waves.list(trial.id);
  }

  @Post('/trials/:trial/waves/:wave/pause')
  @Access('mailing.plan')
  async pause(
    @Param('trial') slug: string,
    @Param('wave') wave: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.change('pause', slug, wave, request, response);
  }

  @Post('/trials/:trial/waves/:wave/resume')
  @Access('mailing.plan')
  async resume(
    @Param('trial') slug: string,
    @Param('wave') wave: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.change('resume', slug, wave, request, response);
  }

  private async change(
    how: 'pause' | 'resume',
    slug: string,
    wave: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const trial = await this.trials.find(request, slug);
    const number = /^[1-9]\d?$/.test(wave) ? Number(wave) : 0;
    await this.waves[how](trial.id, number, signedInActor(request));
    response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}/waves#wave-${number}`);
  }
}
