import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { TechniquesService } from '../../techniques/techniques.service.js';
import { openPath } from '../addresses.js';
import { buildLettersView } from '../views/build-letters-view.js';
import { buildYourLetterView, yourLetterFormPage, yourLetterPage } from './your-letter-view.js';
import { YourLetterService, type YourLetter } from './your-letter.service.js';

/** "Uw brief": where the code on a letter leads. No sign-in, no cookies; never kept by a browser or a proxy. */
@Controller('/uw-brief')
export class YourLetterController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly letters: YourLetterService,
    private readonly techniques: TechniquesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
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
    const letter = await this.findOrAsk(code, request, response);
    if (letter !== undefined) response.redirect(303, pathIn(languageOf(request), `/uw-brief/${letter.code}`));
  }

  @Get('/:code')
  @Access('everyone')
  async show(@Param('code') code: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const letter = await this.findOrAsk(code, request, response);
    if (letter === undefined) return;
    const language = languageOf(request);
    const { protocol } = letter.trial;
    const all = buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator);
    const path = openPath(protocol.organisation.slug, letter.trial.slug);
    response.setHeader('X-Robots-Tag', 'noindex');
    const view = buildYourLetterView(letter, all, path, language);
    this.pages.send(request, response, yourLetterPage, view, { cache: 'never' });
  }

  @Post('/:code/bezwaar')
  @Access('everyone')
  async object(
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const letter = await this.findOrAsk(code, request, response);
    if (letter === undefined) return;
    await this.letters.object(letter);
    response.redirect(303, `${pathIn(languageOf(request), `/uw-brief/${letter.code}`)}#bezwaar`);
  }

  /** The letter; or the form again, with what is wrong and what was typed. */
  private async findOrAsk(
    typed: string,
    request: Request,
    response: Response,
  ): Promise<YourLetter | undefined> {
    try {
      return await this.letters.find(typed, request.ip ?? '');
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'too-many') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const model = { code: typed.slice(0, 64), refusal: { message: detail, remedy } };
      this.pages.send(request, response, yourLetterFormPage, model, { status, cache: 'never' });
      return undefined;
    }
  }
}
