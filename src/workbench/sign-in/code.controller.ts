import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  PendingSignInsService,
  type PendingSignIn,
} from '../../accounts/second-factor/pending-sign-ins.service.js';
import { SecondFactorService } from '../../accounts/second-factor/second-factor.service.js';
import { readCookie } from '../../accounts/session-cookie.js';
import { DomainError } from '../../core/domain-error.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { codePage } from '../views/code-view.js';
import { SignInFlow } from './sign-in-flow.js';

const codeForm = z.object({ code: z.string().max(60).default('') });

/** The step after the password, for who has a second factor. */
@Controller('/workbench/sign-in/code')
export class CodeController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly flow: SignInFlow,
    private readonly pending: PendingSignInsService,
    private readonly secondFactor: SecondFactorService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('everyone')
  async form(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.find(request);
    this.pages.send(request, response, codePage, {}, { cache: 'never' });
  }

  @Post('/')
  @Access('everyone')
  async check(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(codeForm)) { code }: z.output<typeof codeForm>,
  ): Promise<void> {
    const { key, account, next } = await this.find(request);
    try {
      await this.secondFactor.check(account, code);
      await this.pending.end(key);
      await this.flow.enter(request, response, account, next, { via: 'password', enrolFirst: false });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const model = { refusal: { message: detail, remedy } };
      this.pages.send(request, response, codePage, model, { status, cache: 'never' });
    }
  }

  private async find(request: Request): Promise<PendingSignIn & { readonly key: string }> {
    const key = readCookie(request, 'openbrief-step', this.flow.https) ?? '';
    return { key, ...(await this.pending.find(key)) };
  }
}
