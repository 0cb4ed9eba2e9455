import type { NextFunction, Request, Response } from 'express';

/** Version of the API: major.minor.patch by semantic versioning; the major one is in the path. */
export const API_VERSION = '1.0.0';

/** Every answer of the API says which version gave it, errors included (NL GOV API Design Rules, version-header). */
export function apiVersionHeader(request: Request, response: Response, next: NextFunction): void {
  if (request.path.startsWith('/v1/') || request.path === '/v1')
    response.setHeader('API-Version', API_VERSION);
  next();
}
