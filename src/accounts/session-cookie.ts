import type { Request, Response } from 'express';

/** With https the browser itself sees to it that no other host or path can set or read the cookie. */
const cookieName = (https: boolean): string => (https ? '__Host-openbrief' : 'openbrief');

/** The key of the session in a request's cookie, if it has one. */
export function sessionKeyOf(request: Request, https: boolean): string | undefined {
  const name = cookieName(https);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Unreadable to scripts, and not sent along from other sites' forms. */
export function setSessionCookie(response: Response, key: string, expires: Date, https: boolean): void {
  response.cookie(cookieName(https), key, {
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    path: '/',
    expires,
  });
}

export function clearSessionCookie(response: Response, https: boolean): void {
  response.clearCookie(cookieName(https), { httpOnly: true, sameSite: 'lax', secure: https, path: '/' });
}
