import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SignedIn } from '../../accounts/accounts.service.js';
import { PendingSignInsService } from '../../accounts/second-factor/pending-sign-ins.service.js';
import { SecondFactorService } from '../../accounts/second-factor/second-factor.service.js';
import { clearCookie, sessionKeyOf, setCookie } from '../../accounts/session-cookie.js';
import { SessionsService, type SignInWay } from '../../accounts/sessions.service.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { pathIn } from '../../platform/i18n/language.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';
import { languageOf } from '../../platform/web/request-context.js';

/** Where a second factor is set, and the only place to be for who still has to. */
export const ENROLMENT_PATH = '/workbench/account/second-factor';

/** A path of our own and nothing else: an address of another site would make our sign-in its bait. */
export function safeNext(next: string): string {
  return /^\/(en\/)?workbench(\/[\w-]+)*\/?$/.test(next) ? next : '/workbench';
}

/** What comes after a right password or a right answer of the identity provider, whichever door it was. */
@Injectable()
export class SignInFlow {
  readonly https: boolean;

  constructor(
    private readonly sessions: SessionsService,
    private readonly pending: PendingSignInsService,
    private readonly secondFactor: SecondFactorService,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    this.https = configuration.publicUrl.startsWith('https:');
  }

  /** The password was right: on to the code, to setting a second factor, or in. */
  async afterPassword(request: Request, response: Response, account: SignedIn, next: string): Promise<void> {
    const { enrolled, required } = await this.secondFactor.standing(account.accountId);
    if (!enrolled) {
      await this.enter(request, response, account, next, { via: 'password', enrolFirst: required });
      return;
    }
    const { key, expiresAt } = await this.pending.begin(account.accountId, safeNext(next));
    setCookie(response, 'openbrief-step', key, expiresAt, this.https);
    response.redirect(303, pathIn(languageOf(request), '/workbench/sign-in/code'));
  }

  /** Begins a session with a key of its own; the one that the browser had ends. */
  async enter(
    request: Request,
    response: Response,
    account: SignedIn,
    next: string,
    { via, enrolFirst }: { readonly via: SignInWay; readonly enrolFirst: boolean },
  ): Promise<void> {
    const before = sessionKeyOf(request, this.https);
    if (before !== undefined) await this.sessions.end(before);
    const { key, expiresAt } = await this.sessions.begin(account, { via, enrolFirst });
    setCookie(response, 'openbrief', key, expiresAt, this.https);
    clearCookie(response, 'openbrief-step', this.https);
    response.redirect(303, enrolFirst ? pathIn(languageOf(request), ENROLMENT_PATH) : safeNext(next));
  }
}
