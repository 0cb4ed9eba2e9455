import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { SessionGuard } from './session.guard.js';
import { AccountsService } from './accounts.service.js';
import { ApiGuard } from './api.guard.js';
import { IdentityWork } from './identity-work.js';
import { SessionsService } from './sessions.service.js';
import { InvitationsService } from './invitations.service.js';
import { SignInLimit } from './sign-in-limit.js';
import { TokensService } from './tokens.service.js';

/** Who is who: people, their sessions, the tokens of systems. */
const useCases = [
  AccountsService,
  SessionsService,
  SignInLimit,
  InvitationsService,
  TokensService,
  ApiGuard,
  SessionGuard,
];

@Module({
  imports: [OrganisationsModule],
  providers: [IdentityWork, ...useCases],
  exports: [...useCases, OrganisationsModule],
})
export class AccountsModule {}
