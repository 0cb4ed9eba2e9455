import { Body, Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SecondFactorService } from '../../accounts/second-factor/second-factor.service.js';
import { SessionGuard, sessionOf, signedInAs } from '../../accounts/session.guard.js';
import { SessionsService } from '../../accounts/sessions.service.js';
import { DomainError } from '../../core/domain-error.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import { qrSvg } from '../../rendering/qr-svg.js';
import { ENROLMENT_PATH } from '../sign-in/sign-in-flow.js';
import type { Refusal } from '../views/code-view.js';
import { enrolmentPage, recoveryCodesPage, type EnrolmentView } from './account-view.js';

const codeForm = z.object({ code: z.string().max(60).default('') });

/** Taking a telephone into use as second factor. The QR code is drawn here: its secret is seen by no one else. */
@Controller(ENROLMENT_PATH)
@UseGuards(SessionGuard)
export class SecondFactorController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly secondFactor: SecondFactorService,
    private readonly sessions: SessionsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('known')
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { enrolled } = await this.secondFactor.standing(signedInAs(request).accountId);
    if (enrolled) {
      response.redirect(303, pathIn(languageOf(request), '/workbench/account'));
      return;
    }
    this.pages.send(request, response, enrolmentPage, await this.view(request), { cache: 'never' });
  }

  @Post('/')
  @Access('known')
  async confirm(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(codeForm)) { code }: z.output<typeof codeForm>,
  ): Promise<void> {
    const { account, id } = sessionOf(request);
    try {
      const codes = await this.secondFactor.confirm(account, code);
      await this.sessions.enrolled(id);
      await this.sessions.endOthers(account.accountId, id);
      this.pages.send(request, response, recoveryCodesPage, { codes }, { cache: 'never' });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const view = await this.view(request, { message: detail, remedy });
      this.pages.send(request, response, enrolmentPage, view, { status, cache: 'never' });
    }
  }

  private async view(request: Request, refusal?: Refusal): Promise<EnrolmentView> {
    const { account, enrolFirst } = sessionOf(request);
    const { address, text } = await this.secondFactor.candidate(account);
    return {
      qr: qrSvg(address),
      secret: text,
      required: enrolFirst,
      ...(refusal !== undefined && { refusal }),
    };
  }
}
