import type { Request, Response } from 'express';

/**
 * Our cookies: the session, the step between password and code, and a sign-in that is under way at the identity
 * provider.
 */
type CookieName = 'openbrief' | 'openbrief-step' | 'openbrief-openid';

/** With https the browser itself sees to it that no other host or path can set or read the cookie. */
const fullName = (name: CookieName, https: boolean): string => (https ? `__Host-${name}` : name);

/** The value of one of our cookies in a request, if it is there. */
export function readCookie(request: Request, name: CookieName, https: boolean): string | undefined {
  const wanted = fullName(name, https);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === wanted && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Unreadable to scripts, and not sent along from other sites' forms. */
export function setCookie(
  response: Response,
  name: CookieName,
  value: string,
  expires: Date,
  https: boolean,
): void {
  response.cookie(fullName(name, https), value, {
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    path: '/',
    expires,
  });
}

export function clearCookie(response: Response, name: CookieName, https: boolean): void {
  response.clearCookie(fullName(name, https), { httpOnly: true, sameSite: 'lax', secure: https, path: '/' });
}

/** The key of the session in a request's cookie, if it has one. */
export const sessionKeyOf = (request: Request, https: boolean): string | undefined =>
  readCookie(request, 'openbrief', https);
