import type { NextFunction, Request, Response } from 'express';
import { DEFAULT_LANGUAGE, isLanguage, languages, readLanguage, type Language } from '../i18n/language.js';
import { rehearsalMoment } from '../process/rehearsing.js';
import type { PageAccount, PageAuditHead, PageContext } from './page-context.js';

interface RequestContext {
  readonly id: string;
  readonly language: Language;
  account?: PageAccount;
  csrfToken?: string;
  auditHead?: PageAuditHead;
}

/** Takes an open page as it is sent, to send it again. */
export type KeepPage = (html: string, headers: Readonly<Record<string, string>>) => Promise<void>;

/** Who wants to keep what a request is answered with. */
const keepers = new WeakMap<object, KeepPage>();

/** Kept beside the request and not on it: the type says what there is, and nothing outlives the request. */
const contexts = new WeakMap<object, RequestContext>();

/**
 * The first of our middleware: gives the request a number and a language. `/en/x` is English and goes on as `/x`, so
 * that each route exists once. The API has no prefix: there the Accept-Language header chooses.
 */
export function requestContext(newId: () => string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { language: fromPath, path } = readLanguage(request.url);
    request.url = path;
    const language = isApi(path) ? acceptedLanguage(request) : fromPath;
    const id = newId();
    contexts.set(request, { id, language });
    response.setHeader('X-Request-Id', id);
    if (isApi(path)) response.vary('Accept-Language');
    next();
  };
}

export const isApi = (path: string): boolean => /^\/v\d+(?=[/?]|$)/.test(path);

function acceptedLanguage(request: Request): Language {
  const accepted = request.acceptsLanguages([...languages]);
  return accepted !== false && isLanguage(accepted) ? accepted : DEFAULT_LANGUAGE;
}

export function languageOf(request: Request): Language {
  return contexts.get(request)?.language ?? DEFAULT_LANGUAGE;
}

/** The number by which an operator finds this request in the log; a reader is given it with an error. */
export function requestIdOf(request: Request): string {
  return contexts.get(request)?.id ?? '';
}

/** The pattern of the route that answered, `none` where none did. Never the path, which can have a letter code in it. */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : 'none';
}

/** Called by whatever recognises the session, so that the page's header and forms know it. */
export function setSignedIn(request: Request, account: PageAccount, csrfToken: string): void {
  const context = contexts.get(request);
  if (!context) return;
  context.account = account;
  context.csrfToken = csrfToken;
}

/** The question in the address, from its question mark on; empty when nothing is asked. */
export const searchOf = ({ url }: Request): string => /\?.+$/.exec(url)?.[0] ?? '';

/** Called by what keeps open pages, before a page is rendered. */
export function keepWith(request: Request, keep: KeepPage): void {
  keepers.set(request, keep);
}

/** Hands an open page over that is the same for every reader; nothing happens where nobody keeps it. */
export function keepOpenPage(
  request: Request,
  html: string,
  headers: Readonly<Record<string, string>>,
): void {
  const keep = keepers.get(request);
  // A page that could not be kept is rendered again.
  if (keep !== undefined) void keep(html, headers).catch(() => undefined);
}

/** For the footer of whatever page the request is answered with. */
export function setAuditHead(request: Request, head: PageAuditHead | undefined): void {
  const context = contexts.get(request);
  if (context && head) context.auditHead = head;
}

export function pageContextOf(request: Request): PageContext {
  const context = contexts.get(request);
  const rehearsal = rehearsalMoment();
  return {
    language: languageOf(request),
    path: request.path,
    ...(context?.account && { account: context.account }),
    ...(context?.auditHead && { auditHead: context.auditHead }),
    ...(context?.csrfToken !== undefined && { csrfToken: context.csrfToken }),
    ...(rehearsal !== undefined && { rehearsalAt: rehearsal.toISOString() }),
  };
}
