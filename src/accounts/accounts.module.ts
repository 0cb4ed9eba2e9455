import { Module } from '@nestjs/common';
import { AccountsService } from './accounts.service.js';
import { ApiGuard } from './api.guard.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';

/** Who is who: people, their sessions, the tokens of systems. */
const useCases = [AccountsService, SessionsService, TokensService, ApiGuard];

@Module({ providers: useCases, exports: useCases })
export class AccountsModule {}
