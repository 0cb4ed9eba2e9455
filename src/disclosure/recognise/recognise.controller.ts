import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import { recognisePage } from './recognise-view.js';
import { RecogniseService } from './recognise.service.js';

/** Answers until now (`a`), the question (`q`) and the choice (`k`); what makes no sense is as if it were not there. */
const stepSchema = z.object({
  a: z.string().max(2_500).catch(''),
  q: z.string().max(20).optional().catch(undefined),
  k: z.string().max(80).optional().catch(undefined),
});

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
    const { a, q, k } = stepSchema.parse(query);
    const now = { ...(q !== undefined && { key: q }), ...(k !== undefined && { choice: k }) };
    const view = await this.module.step(a, now, languageOf(request));
    response.setHeader('X-Robots-Tag', 'noindex');
    this.pages.send(request, response, recognisePage, view, { cache: 'public' });
  }
}
