import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { PasswordsService, SHORTEST_PASSWORD } from '../../accounts/passwords.service.js';
import { SecondFactorService } from '../../accounts/second-factor/second-factor.service.js';
import { SessionGuard, sessionOf, signedInAs } from '../../accounts/session.guard.js';
import { SessionsService } from '../../accounts/sessions.service.js';
import { SignInLimit } from '../../accounts/sign-in-limit.js';
import { WaitingFeeds } from '../../accounts/waiting-feeds.service.js';
import { DomainError } from '../../core/domain-error.js';
import { ZodBody } from '../../platform/api/zod-body.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import { TRANSLATOR } from '../../platform/web/web.module.js';
import type { Refusal } from '../views/code-view.js';
import { accountPage, recoveryCodesPage, type AccountView } from './account-view.js';
import { FEEDS_PATH } from './waiting-feed.controller.js';

const ACCOUNT_PATH = '/workbench/account';

const passwordForm = z.object({
  current: z.string().max(1_000).default(''),
  password: z.string().max(1_000).default(''),
  again: z.string().max(1_000).default(''),
});

const confirmationForm = z.object({ current: z.string().max(1_000).default('') });

const dones = ['password', 'second-factor-removed', 'sessions', 'feed-ended'] as const;

/** What somebody does about their own account. */
@Controller(ACCOUNT_PATH)
@UseGuards(SessionGuard)
export class AccountController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly passwords: PasswordsService,
    private readonly secondFactor: SecondFactorService,
    private readonly sessions: SessionsService,
    private readonly limit: SignInLimit,
    private readonly unitOfWork: UnitOfWork,
    private readonly feeds: WaitingFeeds,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('known')
  async show(
    @Req() request: Request,
    @Res() response: Response,
    @Query('done') done: unknown,
  ): Promise<void> {
    const known = dones.find((one) => one === done);
    const view = await this.view(request);
    this.pages.send(request, response, accountPage, { ...view, ...(known !== undefined && { done: known }) });
  }

  @Post('/password')
  @Access('known')
  async changePassword(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(passwordForm)) { current, ...wanted }: z.output<typeof passwordForm>,
  ): Promise<void> {
    const { account, id } = sessionOf(request);
    await this.orAskAgain(request, response, async () => {
      await this.book(request);
      await this.passwords.change(account, current, wanted, id);
      await this.limit.forget(account.email, request.ip ?? '');
      this.done(request, response, 'password');
    });
  }

  /** New recovery codes; the old ones stop working. */
  @Post('/recovery-codes')
  @Access('known')
  async renewCodes(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(confirmationForm)) { current }: z.output<typeof confirmationForm>,
  ): Promise<void> {
    await this.orAskAgain(request, response, async () => {
      await this.confirm(request, current);
      const { enrolled } = await this.secondFactor.standing(signedInAs(request).accountId);
      if (!enrolled) throw new DomainError('invalid', 'accounts:second-factor-none');
      const codes = await this.secondFactor.renew(signedInAs(request));
      this.pages.send(request, response, recoveryCodesPage, { codes }, { cache: 'never' });
    });
  }

  @Post('/second-factor-removals')
  @Access('known')
  async removeSecondFactor(
    @Req() request: Request,
    @Res() response: Response,
    @Body(new ZodBody(confirmationForm)) { current }: z.output<typeof confirmationForm>,
  ): Promise<void> {
    const account = signedInAs(request);
    await this.orAskAgain(request, response, async () => {
      await this.confirm(request, current);
      await this.unitOfWork.transaction((work) => this.secondFactor.remove(work, account.accountId, account));
      await this.sessions.endOthers(account.accountId, sessionOf(request).id);
      this.done(request, response, 'second-factor-removed');
    });
  }

  @Post('/sessions/:sessionId/end')
  @Access('known')
  async endSession(
    @Param('sessionId') sessionId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.sessions.endOne(signedInAs(request).accountId, sessionId);
    this.done(request, response, 'sessions');
  }

  @Post('/other-sessions/end')
  @Access('known')
  async endOthers(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sessions.endOthers(signedInAs(request).accountId, sessionOf(request).id);
    this.done(request, response, 'sessions');
  }

  /** A private feed, or another address for it: the old one stops working. */
  @Post('/feed')
  @Access('known')
  async makeFeed(@Req() request: Request, @Res() response: Response): Promise<void> {
    const key = await this.feeds.make(signedInAs(request).accountId);
    const path = pathIn(languageOf(request), `${FEEDS_PATH}/${key}`);
    const feed = { has: true, address: this.configuration.publicUrl + path };
    this.pages.send(
      request,
      response,
      accountPage,
      { ...(await this.view(request)), feed },
      { cache: 'never' },
    );
  }

  @Post('/feed/end')
  @Access('known')
  async endFeed(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.feeds.end(signedInAs(request).accountId);
    this.done(request, response, 'feed-ended');
  }

  /** Asks for the password again before something that weakens the account: a laptop may have been left open. */
  private async confirm(request: Request, current: string): Promise<void> {
    const account = signedInAs(request);
    await this.book(request);
    if (!(await this.passwords.isRight(account, current)))
      throw new DomainError('invalid', 'accounts:password-wrong');
    await this.limit.forget(account.email, request.ip ?? '');
  }

  private book(request: Request): Promise<void> {
    return this.limit.book(signedInAs(request).email, request.ip ?? '');
  }

  private done(request: Request, response: Response, what: (typeof dones)[number]): void {
    response.redirect(303, `${pathIn(languageOf(request), ACCOUNT_PATH)}?done=${what}`);
  }

  /** Does it; or shows the page again with what is wrong. */
  private async orAskAgain(request: Request, response: Response, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
      const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
      const view = await this.view(request, { message: detail, remedy });
      this.pages.send(request, response, accountPage, view, { status });
    }
  }

  private async view(request: Request, refusal?: Refusal): Promise<AccountView> {
    const { account, id, via } = sessionOf(request);
    const { enrolled, required, recoveryCodes } = await this.secondFactor.standing(account.accountId);
    const sessions = await this.sessions.list(account.accountId);
    return {
      name: account.name,
      email: account.email,
      roles: account.roles,
      ...(via === 'password' && { minimum: SHORTEST_PASSWORD }),
      ...(refusal !== undefined && { refusal }),
      secondFactor: { enrolled, required, codes: recoveryCodes },
      sessions: sessions.map((session) => ({
        id: session.id,
        current: session.id === id,
        via: session.via,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
      })),
      feed: { has: await this.feeds.has(account.accountId) },
      hasOthers: sessions.some((session) => session.id !== id),
    };
  }
}
