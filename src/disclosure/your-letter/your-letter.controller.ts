import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Access } from '../../platform/web/access.js';
import { formatLetterCode } from '../../core/post/letter-code.js';
import { PiecedPage } from '../../platform/web/pieced-page.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import { openPath } from '../addresses.js';
import { buildLettersView } from '../views/build-letters-view.js';
import { KeptLetterPages } from './kept-letter-pages.js';
import { buildYourLetterView, yourLetterFormPage, yourLetterPage } from './your-letter-view.js';
import { YourLetterService, type LetterPlace } from './your-letter.service.js';

/** Stand for a code and its line in the public list while a page is rendered for all who have this letter. */
const CODE_MARK = 'QZXJQZXJQZXJQZXJ';
const KEY_MARK = 'qzxj'.repeat(16);

/** "Uw brief": where the code on a letter leads. No sign-in, no cookies; never kept by a browser or a proxy. */
@Controller('/uw-brief')
export class YourLetterController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly letters: YourLetterService,
    private readonly kept: KeptLetterPages,
    private readonly techniques: TechniquesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Get('/')
  @Access('everyone')
  async form(
    @Req() request: Request,
    @Res() response: Response,
    @Query('code') code: unknown,
  ): Promise<void> {
    if (typeof code !== 'string' || code.trim() === '') {
      this.pages.send(request, response, yourLetterFormPage, { code: '' });
      return;
    }
    const letter = await this.placeOrAsk(code, request, response);
    if (letter !== undefined) response.redirect(303, pathIn(languageOf(request), `/uw-brief/${letter.code}`));
  }

  @Get('/:code')
  @Access('everyone')
  async show(@Param('code') code: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.placeOrAsk(code, request, response);
    if (place === undefined) return;
    const page = await this.kept.page(place, languageOf(request), () => this.pieced(place, request));
    response.setHeader('X-Robots-Tag', 'noindex');
    this.pages.sendPieced(request, response, page, [place.code, formatLetterCode(place.code), place.key]);
  }

  /** The page of whoever has the letter of this arm, with marks instead of their code. */
  private async pieced(place: LetterPlace, request: Request): Promise<PiecedPage> {
    const letter = await this.letters.opened({ ...place, code: CODE_MARK, key: KEY_MARK });
    const language = languageOf(request);
    const { protocol } = letter.trial;
    const all = buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator, {
      publicUrl: this.configuration.publicUrl,
    });
    const path = openPath(protocol.organisation.slug, letter.trial.slug);
    const view = buildYourLetterView(letter, all, path, language);
    const html = this.pages.html(request, yourLetterPage, view, `/uw-brief/${CODE_MARK}`);
    return new PiecedPage(html, [CODE_MARK, formatLetterCode(CODE_MARK), KEY_MARK]);
  }

  @Post('/:code/bezwaar')
  @Access('everyone')
  async object(
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const letter = await this.placeOrAsk(code, request, response);
    if (letter === undefined) return;
    await this.letters.object(await this.letters.opened(letter));
    response.redirect(303, `${pathIn(languageOf(request), `/uw-brief/${letter.code}`)}#bezwaar`);
  }

  /** Where the code leads; or the form again, with what is wrong and what was typed. */
  private async placeOrAsk(
    typed: string,
    request: Request,
    response: Response,
  ): Promise<LetterPlace | undefined> {
    try {
      return await this.letters.place(typed, request.ip ?? '');
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'too-many') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const model = { code: typed.slice(0, 64), refusal: { message: detail, remedy } };
      this.pages.send(request, response, yourLetterFormPage, model, { status, cache: 'never' });
      return undefined;
    }
  }
}
