import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { mayDo, type Action } from '../core/access.js';
import { DomainError } from '../core/domain-error.js';
import { continueAsOrganisation } from '../platform/database/scope.js';
import { Access } from '../platform/web/access.js';
import type { Actor, Person } from './actor.js';
import { TokensService } from './tokens.service.js';

/** A system that came in with a token: it always acts for one organisation. */
export type ApiActor = Actor & { readonly organisationId: string };

const actors = new WeakMap<object, ApiActor>();
const people = new WeakMap<object, Person>();

/** Lets a request through that bears a valid token, and remembers in whose name it comes. */
@Injectable()
export class ApiGuard implements CanActivate {
  constructor(
    private readonly tokens: TokensService,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '') {
      throw new DomainError('unauthenticated', 'accounts:token-missing');
    }
    const { actor, scopes, person } = await this.tokens.bearerOf(token);
    const rule = this.reflector.get(Access, context.getHandler());
    // What declares nothing is nobody's.
    const isAllowed =
      rule === 'everyone' || rule === 'known' || (rule !== undefined && scopes.includes(rule));
    if (!isAllowed) throw new DomainError('forbidden', 'accounts:not-in-scope', { scope: rule ?? '' });
    continueAsOrganisation(actor.organisationId);
    actors.set(request, actor);
    if (person !== null) people.set(request, { ...person, organisationId: actor.organisationId });
    return true;
  }
}

/** The actor of a request that passed the guard. */
export function apiActor(request: Request): ApiActor {
  const actor = actors.get(request);
  if (actor === undefined) throw new DomainError('unauthenticated', 'accounts:token-missing');
  return actor;
}

/**
 * Who made the token of a request that passed the guard: what takes two people takes the tokens of two. They can do no
 * more by it than they can themselves.
 * @throws DomainError `accounts:token-of-nobody`, `accounts:token-beyond-role`
 */
export function apiPerson(request: Request, action: Action): Person {
  const person = people.get(request);
  if (person === undefined) throw new DomainError('forbidden', 'accounts:token-of-nobody');
  if (!mayDo(person.roles, action))
    throw new DomainError('forbidden', 'accounts:token-beyond-role', { scope: action });
  return person;
}
