import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { OpenIdProvider } from '../accounts/openid/openid-provider.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { clearCookie, sessionKeyOf } from '../accounts/session-cookie.js';
import { SessionGuard, sessionOf } from '../accounts/session.guard.js';
import { InvitationsService } from '../accounts/invitations.service.js';
import { SHORTEST_PASSWORD } from '../accounts/passwords.service.js';
import { SignInLimit } from '../accounts/sign-in-limit.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { DomainError } from '../core/domain-error.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { describeProblem } from '../platform/web/problem.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import { safeNext, SignInFlow } from './sign-in/sign-in-flow.js';
import { signInPage, type SignInView } from './views/sign-in-view.js';
import { welcomePage, type WelcomeView } from './views/welcome-view.js';

const signInForm = z.object({
  email: z.string().max(200).default(''),
  password: z.string().max(200).default(''),
  next: z.string().max(500).default(''),
});

const welcomeForm = z.object({
  password: z.string().max(1_000).default(''),
  again: z.string().max(1_000).default(''),
});

const welcomeView = (key: string, name: string, email: string): WelcomeView => ({
  path: `/workbench/welcome/${encodeURIComponent(key)}`,
  name,
  email,
  minimum: SHORTEST_PASSWORD,
});

@Controller('/workbench')
export class SignInController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly flow: SignInFlow,
    private readonly provider: OpenIdProvider,
    private readonly limit: SignInLimit,
    private readonly invitations: InvitationsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/sign-in')
  @Access('everyone')
  form(@Req() request: Request, @Res() response: Response, @Query('next') next: unknown): void {
    const path = safeNext(typeof next === 'string' ? next : '');
    this.pages.send(request, response, signInPage, this.view(path, '', false));
  }

  @Post('/sign-in')
  @Access('everyone')
  async signIn(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(signInForm)) form: z.output<typeof signInForm>,
  ): Promise<void> {
    const next = safeNext(form.next);
    const address = request.ip ?? '';
    await this.limit.book(form.email, address);
    try {
      const account = await this.accounts.check(form.email, form.password);
      await this.limit.forget(form.email, address);
      await this.flow.afterPassword(request, response, account, next);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unauthenticated') throw error;
      this.pages.send(request, response, signInPage, this.view(next, form.email, true), { status: 401 });
    }
  }

  /** Where the link of an account leads. */
  @Get('/welcome/:key')
  @Access('everyone')
  async welcome(
    @Param('key') key: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { name, email } = await this.invitations.find(key);
    this.pages.send(request, response, welcomePage, welcomeView(key, name, email), { cache: 'never' });
  }

  @Post('/welcome/:key')
  @Access('everyone')
  async choosePassword(
    @Param('key') key: string,
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(welcomeForm)) { password, again }: z.output<typeof welcomeForm>,
  ): Promise<void> {
    const { name, email } = await this.invitations.find(key);
    try {
      const account = await this.invitations.accept(key, password, again);
      await this.flow.afterPassword(request, response, account, pathIn(languageOf(request), '/workbench'));
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const model = { ...welcomeView(key, name, email), refusal: { message: detail, remedy } };
      this.pages.send(request, response, welcomePage, model, { status, cache: 'never' });
    }
  }

  @Post('/sign-out')
  @Access('known')
  @UseGuards(SessionGuard)
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const key = sessionKeyOf(request, this.flow.https);
    if (key !== undefined) await this.sessions.end(key);
    clearCookie(response, 'openbrief', this.flow.https);
    // No page of the workbench is in a cache; clearing that as well keeps a browser busy for many seconds.
    response.setHeader('Clear-Site-Data', '"storage"');
    const after = sessionOf(request).via === 'openid' ? '/workbench/signed-out' : '/';
    response.redirect(303, pathIn(languageOf(request), after));
  }

  private view(next: string, email: string, refused: boolean): SignInView {
    const { name } = this.provider;
    const path = `/workbench/sign-in/openid?next=${encodeURIComponent(next)}`;
    return { next, email, refused, ...(name !== undefined && { openId: { name, path } }) };
  }
}
