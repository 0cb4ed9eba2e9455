import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { FirstAdministrator } from './first-administrator.js';
import { SessionGuard } from './session.guard.js';
import { AccountsService } from './accounts.service.js';
import { ApiGuard } from './api.guard.js';
import { IdentityWork } from './identity-work.js';
import { SessionsService } from './sessions.service.js';
import { InvitationsService } from './invitations.service.js';
import { SignInLimit } from './sign-in-limit.js';
import { OpenIdProvider } from './openid/openid-provider.js';
import { OpenIdSignInsService } from './openid/openid-sign-ins.service.js';
import { PasswordsService } from './passwords.service.js';
import { PeopleService } from './people.service.js';
import { PendingSignInsService } from './second-factor/pending-sign-ins.service.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { TokensService } from './tokens.service.js';
import { WaitingFeeds } from './waiting-feeds.service.js';

/** Who is who: people, their sessions, the tokens of systems. */
const useCases = [
  AccountsService,
  SessionsService,
  SignInLimit,
  InvitationsService,
  TokensService,
  SecondFactorService,
  PendingSignInsService,
  PasswordsService,
  PeopleService,
  FirstAdministrator,
  OpenIdProvider,
  OpenIdSignInsService,
  WaitingFeeds,
  ApiGuard,
  SessionGuard,
];

@Module({
  imports: [OrganisationsModule],
  providers: [IdentityWork, ...useCases],
  exports: [...useCases, OrganisationsModule],
})
export class AccountsModule {}
