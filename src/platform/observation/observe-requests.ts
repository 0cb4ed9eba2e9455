import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { requestIdOf, routeOf } from '../web/request-context.js';
import type { Metrics } from './metrics.js';
import { traceRequest } from './tracing.js';

/** Each request is a line in the log with its number, a count, and a span: the same facts in each. */
export function observeRequests(log: Logger, metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now();
    const { method } = request;
    const span = traceRequest(request.headers, method, next);
    response.once('close', () => {
      const route = routeOf(request);
      const status = response.statusCode;
      const milliseconds = performance.now() - start;
      const requestId = requestIdOf(request);
      metrics.request({ method, route, status, seconds: milliseconds / 1000 });
      log.info({ requestId, method, route, status, milliseconds: Math.round(milliseconds) }, 'request');
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.route': route,
        'http.response.status_code': status,
        'request.id': requestId,
      });
      span.end();
    });
  };
}
