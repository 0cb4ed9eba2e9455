import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { OpenIdProvider } from '../../accounts/openid/openid-provider.js';
import { OpenIdSignInsService } from '../../accounts/openid/openid-sign-ins.service.js';
import { clearCookie, readCookie, setCookie } from '../../accounts/session-cookie.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { signedOutPage } from '../views/sign-in-view.js';
import { safeNext, SignInFlow } from './sign-in-flow.js';

/** Sign-in by the organisation's identity provider. A second step is the provider's to ask for. */
@Controller('/workbench')
export class OpenIdController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly flow: SignInFlow,
    private readonly signIns: OpenIdSignInsService,
    private readonly provider: OpenIdProvider,
  ) {}

  @Get('/sign-in/openid')
  @Access('everyone')
  async begin(@Res() response: Response, @Query('next') next: unknown): Promise<void> {
    const { address, key, expiresAt } = await this.signIns.begin(
      safeNext(typeof next === 'string' ? next : ''),
    );
    setCookie(response, 'openbrief-openid', key, expiresAt, this.flow.https);
    response.setHeader('Cache-Control', 'no-store').redirect(303, address);
  }

  @Get('/sign-in/openid/callback')
  @Access('everyone')
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    const key = readCookie(request, 'openbrief-openid', this.flow.https) ?? '';
    clearCookie(response, 'openbrief-openid', this.flow.https);
    response.setHeader('Cache-Control', 'no-store');
    const query = new URL(request.url, 'https://callback.invalid').searchParams;
    const { account, next } = await this.signIns.finish(query, key);
    await this.flow.enter(request, response, account, next, { via: 'openid', enrolFirst: false });
  }

  /** Signed out here; the provider's own session is its to end. */
  @Get('/signed-out')
  @Access('everyone')
  async signedOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const address = await this.provider.signOutAddress();
    const name = this.provider.name ?? '';
    const model = { name, ...(address !== undefined && { address }) };
    this.pages.send(request, response, signedOutPage, model, { cache: 'never' });
  }
}
