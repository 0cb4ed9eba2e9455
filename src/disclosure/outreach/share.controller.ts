import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import { Access } from '../../platform/web/access.js';
import type { Page } from '../../platform/web/page.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import type { ViewEngine } from '../../platform/web/view-engine.js';
import { VIEW_ENGINE } from '../../platform/web/web.module.js';
import { TrialsService } from '../../trials/trials.service.js';
import { OpenFiles, type PaperStyle } from './open-files.service.js';
import { FOR_A_MINUTE } from './send-file.js';
import { handOutPage, posterPage, pressPage, socialCardPage, type ShareView } from './share-view.js';
import { ShareService } from './share.service.js';

/** What sites ask of an Open Graph image. */
const CARD = { width: 1200, height: 630 };

/** A trial for elsewhere: on a card, for the press, at an open day. */
@Controller('/trials/:organisation/:trial')
export class ShareController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly trials: TrialsService,
    private readonly shares: ShareService,
    private readonly files: OpenFiles,
    @Inject(VIEW_ENGINE) private readonly views: ViewEngine,
  ) {}

  @Get('/social-card.png')
  @Access('everyone')
  async card(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.view(organisation, slug, request);
    const picture = await this.files.picture(
      this.paper(socialCardPage, view, request),
      CARD,
      request.ip ?? '',
    );
    // Other sites show it: that is what it is for.
    response
      .setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
      .setHeader('Cache-Control', FOR_A_MINUTE);
    response.type('image/png').send(picture);
  }

  @Get('/press')
  @Access('everyone')
  async press(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const view = await this.view(organisation, slug, request);
    this.pages.send(request, response, pressPage, view, { cache: 'public' });
  }

  @Get('/press.pdf')
  @Access('everyone')
  pressOnPaper(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.pdf(pressPage, ['report', 'press'], organisation, slug, request, response);
  }

  @Get('/poster.pdf')
  @Access('everyone')
  poster(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.pdf(posterPage, ['bars', 'poster'], organisation, slug, request, response);
  }

  @Get('/hand-out.pdf')
  @Access('everyone')
  handOut(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.pdf(handOutPage, ['bars', 'hand-out'], organisation, slug, request, response);
  }

  private async pdf(
    page: Page<ShareView>,
    styles: readonly PaperStyle[],
    organisation: string,
    slug: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const view = await this.view(organisation, slug, request);
    const pdf = await this.files.pdf(this.paper(page, view, request), styles, request.ip ?? '');
    const name = `${slug}-${page.template.replace('outreach/', '')}.pdf`;
    response.setHeader('Cache-Control', FOR_A_MINUTE);
    response.setHeader('Content-Disposition', `inline; filename="${name}"`);
    response.type('application/pdf').send(pdf);
  }

  private paper(page: Page<ShareView>, view: ShareView, request: Request): string {
    return this.views.render(page, view, { language: languageOf(request), path: '/', standalone: true });
  }

  private async view(organisation: string, slug: string, request: Request): Promise<ShareView> {
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return this.shares.view(trial, languageOf(request));
  }
}
