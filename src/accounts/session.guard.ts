import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { mayDo, type AccessRule } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { continueAsOrganisation } from '../platform/database/scope.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { Access } from '../platform/web/access.js';
import { setSignedIn } from '../platform/web/request-context.js';
import type { SignedIn } from './accounts.service.js';
import { sessionKeyOf } from './session-cookie.js';
import { SessionsService, type Session } from './sessions.service.js';

const sessionsOf = new WeakMap<object, Session>();
/** Tokens of forms with a file: their fields are read by the handler, which then calls `proveForm`. */
const unproven = new WeakMap<object, string>();

/** An endpoint that takes a form with a file declares it, and proves the form itself. */
export const FormWithFile = Reflector.createDecorator<boolean>();

/** Lets people through who are signed in; what they send must come from a form of ours. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionsService,
    private readonly organisations: OrganisationsService,
    private readonly reflector: Reflector,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const key = sessionKeyOf(request, this.configuration.publicUrl.startsWith('https:'));
    const session = key === undefined ? undefined : await this.sessions.find(key);
    if (session === undefined) throw new DomainError('unauthenticated', 'accounts:sign-in-first');
    const rule = this.reflector.get(Access, context.getHandler());
    requireRole(session.account, rule);
    if (session.enrolFirst && rule !== 'known')
      throw new DomainError('forbidden', 'accounts:second-factor-first');
    if (this.reflector.get(FormWithFile, context.getHandler())) {
      unproven.set(request, session.csrfToken);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      checkForm(request.body, session.csrfToken);
    }
    continueAsOrganisation(session.account.organisationId);
    const organisation = await this.organisations.get(session.account.organisationId);
    const { name, roles } = session.account;
    setSignedIn(
      request,
      { name, organisation: organisation.name, administrator: mayDo(roles, 'people.manage') },
      session.csrfToken,
    );
    sessionsOf.set(request, session);
    return true;
  }
}

/** What declares nothing is nobody's. */
function requireRole({ roles }: SignedIn, rule: AccessRule | undefined): void {
  if (rule === 'everyone' || rule === 'known') return;
  if (rule === undefined || !mayDo(roles, rule)) throw new DomainError('forbidden', 'accounts:not-your-role');
}

function checkForm(body: unknown, token: string): void {
  const sent = typeof body === 'object' && body !== null && 'csrf' in body ? String(body.csrf) : '';
  const expected = Buffer.from(token);
  const given = Buffer.from(sent);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new DomainError('forbidden', 'accounts:form-expired');
  }
}

/**
 * Whether a form with a file came from a page of ours; called before anything is done with it.
 * @throws DomainError `accounts:form-expired`
 */
export function proveForm(request: Request, fields: Readonly<Record<string, string>>): void {
  const token = unproven.get(request);
  if (token === undefined) throw new DomainError('forbidden', 'accounts:form-expired');
  checkForm(fields, token);
}

/** Who is signed in, behind the guard. */
export const signedInAs = (request: Request): SignedIn => sessionOf(request).account;

/** The session of a request, behind the guard. */
export function sessionOf(request: Request): Session {
  const session = sessionsOf.get(request);
  if (session === undefined) throw new DomainError('unauthenticated', 'accounts:sign-in-first');
  return session;
}
