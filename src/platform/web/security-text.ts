import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../process/time-and-chance.js';

/** RFC 9116, 2.5.5: less than a year, so that it is never long out of date. */
const VALID_DAYS = 180;

/** Where the page about privacy says what to do with a weakness: for an installation that names no address. */
const WEAKNESS_PATH = '/privacy#weakness';

export const SECURITY_TEXT_PATH = '/.well-known/security.txt';

/** Whom to tell about a weakness (RFC 9116). Its end is counted from now: as long as the service runs, it holds. */
export function securityText(contact: string | undefined, publicUrl: string, clock: Clock): RequestHandler {
  return (_request: Request, response: Response): void => {
    const expires = new Date(clock.now().getTime() + VALID_DAYS * 86_400_000);
    const lines = [
      `Contact: ${contact ?? `${publicUrl}${WEAKNESS_PATH}`}`,
      `Expires: ${expires.toISOString()}`,
      'Preferred-Languages: nl, en',
      `Canonical: ${publicUrl}${SECURITY_TEXT_PATH}`,
    ];
    response
      .setHeader('Cache-Control', 'public, max-age=86400')
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`);
  };
}
