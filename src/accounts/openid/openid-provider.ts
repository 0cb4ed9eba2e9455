import { Inject, Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { DomainError } from '../../core/domain-error.js';
import type { Configuration } from '../../platform/configuration/configuration.js';
import { CONFIGURATION } from '../../platform/process/platform.module.js';

/** Where the provider sends people back to; registered there as redirect address. */
const CALLBACK_PATH = '/workbench/sign-in/openid/callback';

/** What has to be remembered between going to the provider and coming back. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What the provider says of a person, its signature and everything else checked. */
export interface ProviderClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly email?: string;
  readonly name?: string;
  readonly groups: readonly string[];
}

/**
 * The organisation's identity provider (OpenID Connect Core 1.0): authorization code with PKCE (S256), state and nonce.
 * The library checks signature, issuer, audience, expiry, state and nonce; nothing of that is done here by hand.
 */
@Injectable()
export class OpenIdProvider {
  private known: Promise<client.Configuration> | undefined;

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  /** Name of the provider on the button; undefined where none is configured. */
  get name(): string | undefined {
    return this.configuration.openId?.name;
  }

  /** The address to send a browser to, and what to remember meanwhile. @throws DomainError `accounts:openid-away` */
  async begin(): Promise<{ readonly address: string; readonly secrets: SignInSecrets }> {
    const provider = await this.discover();
    const secrets = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const address = client.buildAuthorizationUrl(provider, {
      redirect_uri: this.configuration.publicUrl + CALLBACK_PATH,
      scope: 'openid email profile',
      response_type: 'code',
      code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      state: secrets.state,
      nonce: secrets.nonce,
    });
    return { address: address.href, secrets };
  }

  /**
   * Changes the code for what the provider says of the person.
   * @param query of the address that the browser came back to
   * @throws DomainError `accounts:openid-refused` whatever was wrong with it; `accounts:openid-away`
   */
  async finish(query: URLSearchParams, secrets: SignInSecrets): Promise<ProviderClaims> {
    const provider = await this.discover();
    const address = new URL(this.configuration.publicUrl + CALLBACK_PATH);
    address.search = query.toString();
    try {
      const answer = await client.authorizationCodeGrant(provider, address, {
        pkceCodeVerifier: secrets.verifier,
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        idTokenExpected: true,
      });
      const idToken = answer.claims();
      if (idToken === undefined) throw new RangeError('The provider sent no ID token.');
      // Some providers put a person's address and groups in the ID token, others tell them when asked.
      const claims: Readonly<Record<string, unknown>> = {
        ...(provider.serverMetadata().userinfo_endpoint !== undefined &&
          (await client.fetchUserInfo(provider, answer.access_token, idToken.sub))),
        ...idToken,
      };
      const { email, name } = claims;
      const groups: unknown = claims[this.configuration.openId?.rolesClaim ?? ''];
      return {
        issuer: idToken.iss,
        subject: idToken.sub,
        // An address that nobody proved could be anybody's.
        ...(typeof email === 'string' && claims['email_verified'] === true && { email: email.toLowerCase() }),
        ...(typeof name === 'string' && { name: name.slice(0, 200) }),
        groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
      };
    } catch (error) {
      if (error instanceof TypeError && error.message === 'fetch failed')
        throw new DomainError('unavailable', 'accounts:openid-away');
      throw new DomainError('forbidden', 'accounts:openid-refused');
    }
  }

  /** Where to sign out at the provider too, if it has such a place. */
  async signOutAddress(): Promise<string | undefined> {
    const provider = await this.discover();
    if (provider.serverMetadata().end_session_endpoint === undefined) return undefined;
    const back = `${this.configuration.publicUrl}/workbench/sign-in`;
    return client.buildEndSessionUrl(provider, { post_logout_redirect_uri: back }).href;
  }

  private async discover(): Promise<client.Configuration> {
    const settings = this.configuration.openId;
    if (settings === undefined) throw new DomainError('not-found', 'accounts:openid-none');
    const issuer = new URL(settings.issuer);
    this.known ??= client.discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
      // The configuration takes http for this machine alone.
      // oxlint-disable-next-line typescript/no-deprecated -- marked so by its makers to stand out, not to go
      execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      timeout: 10,
    });
    try {
      return await this.known;
    } catch {
      // Asked for again the next time: a provider that was away for a minute is back after it.
      this.known = undefined;
      throw new DomainError('unavailable', 'accounts:openid-away');
    }
  }
}
