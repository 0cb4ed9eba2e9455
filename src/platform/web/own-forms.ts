import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import { isApi } from './request-context.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site sends in the name of a visitor: also the forms of those who are not signed in yet, which
 * have no proof of their own. Every browser of these years says where a form comes from; what is no browser says
 * nothing and brings nobody's cookies. The API knows no cookies.
 * @throws DomainError `platform:form-elsewhere`
 */
export function ownFormsOnly(request: Request, _response: Response, next: NextFunction): void {
  if (reading.has(request.method) || isApi(request.path) || isOwn(request)) return next();
  next(new DomainError('forbidden', 'platform:form-elsewhere'));
}

function isOwn({ headers, host }: Request): boolean {
  // The browser's own judgement, where it gives one: it also holds behind a proxy that changes the name of the host.
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host;
}
