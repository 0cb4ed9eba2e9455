import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { pathIn } from '../../platform/i18n/language.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { readAnswers, writeAnswers } from './choose-questions.js';
import { recognisePage } from './recognise-view.js';
import { RecogniseService } from './recognise.service.js';

const answersSchema = z.string().max(2_500).catch('');

/**
 * Answers until now (`a`), the question (`q`), the choice (`k`) and whether this is another round of the same player
 * (`o`); what makes no sense is as if it were not there.
 */
const stepSchema = z.object({
  a: answersSchema,
  q: z.string().max(20).optional().catch(undefined),
  k: z.string().max(80).optional().catch(undefined),
  o: z.literal('1').optional().catch(undefined),
});

const endSchema = z.object({ a: answersSchema }).catch({ a: '' });

/** An open lesson from the register's own letters. No cookies, no script needed: how far somebody is, is in the address. */
@Controller('/herken-de-techniek')
export class RecogniseController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly module: RecogniseService,
  ) {}

  @Get('/')
  @Access('everyone')
  async start(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.pages.send(request, response, recognisePage, await this.module.start(), { cache: 'public' });
  }

  @Get('/vraag')
  @Access('everyone')
  async step(@Query() query: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { a, q, k, o } = stepSchema.parse(query);
    const now = { ...(q !== undefined && { key: q }), ...(k !== undefined && { choice: k }) };
    const view = await this.module.step(a, now, o !== undefined, languageOf(request));
    response.setHeader('X-Robots-Tag', 'noindex');
    this.pages.send(request, response, recognisePage, view, { cache: 'public' });
  }

  /** The end of a round: it is counted, without who played it, and leads to how it went. */
  @Post('/einde')
  @Access('everyone')
  async end(@Body() body: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const answers = writeAnswers(readAnswers(endSchema.parse(body).a));
    await this.module.finish(answers, request.ip ?? '');
    response.redirect(303, pathIn(languageOf(request), `/herken-de-techniek/vraag?a=${answers}`));
  }
}
