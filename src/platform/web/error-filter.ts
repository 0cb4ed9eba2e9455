import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { pathIn } from '../i18n/language.js';
import { DomainError } from '../../core/domain-error.js';
import type { Translator } from '../i18n/translate.js';
import { errorPage } from './error-page.js';
import type { PageRenderer } from './page-renderer.js';
import { passingTrouble } from './passing-trouble.js';
import { describeProblem, type Problem } from './problem.js';
import { isApi, languageOf, requestIdOf, routeOf } from './request-context.js';

/** Where someone goes who has to sign in first. */
export const SIGN_IN_PATH = '/workbench/sign-in';

/** Not let in, not let do it, or too often: what an operator looks for when somebody is trying doors. */
const REFUSALS = [401, 403, 429];

/**
 * The one place where errors become answers: problem+json for the API and for whoever asks for JSON, a page for
 * people. What nobody foresaw goes to the log whole, and to the reader as a number only.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(
    private readonly pages: PageRenderer,
    private readonly translator: Translator,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const trouble = passingTrouble(thrown);
    const error = trouble ?? thrown;
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = describeProblem(error, languageOf(request), this.translator);
    const requestId = requestIdOf(request);
    if (problem.status === 500 || trouble !== undefined) {
      this.logger.error({
        requestId,
        method: request.method,
        route: routeOf(request),
        error: withoutData(thrown),
      });
    }
    if (REFUSALS.includes(problem.status)) {
      const { code, status } = problem;
      this.logger.warn({ requestId, method: request.method, route: routeOf(request), status, code });
    }
    if (response.headersSent) {
      // Half an answer can't be taken back; cutting it off at least keeps it from passing as a whole one.
      response.destroy();
      return;
    }
    const wait = secondsToWait(error);
    if (wait !== undefined) response.setHeader('Retry-After', wait);
    if (wantsJson(request)) this.sendJson(request, response, problem, requestId);
    else this.sendPage(request, response, problem, requestId);
  }

  private sendJson(request: Request, response: Response, problem: Problem, requestId: string): void {
    response
      .status(problem.status)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('Content-Language', languageOf(request))
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, instance: `urn:openbrief:request:${requestId}` }));
  }

  private sendPage(request: Request, response: Response, problem: Problem, requestId: string): void {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (problem.status === 401 && reading && request.path !== SIGN_IN_PATH) {
      const next = encodeURIComponent(pathIn(languageOf(request), request.url));
      response.redirect(303, `${pathIn(languageOf(request), SIGN_IN_PATH)}?next=${next}`);
      return;
    }
    const model = {
      title: problem.title,
      status: problem.status,
      detail: problem.detail,
      remedy: problem.remedy,
      issues: problem.errors ?? [],
      // Only what we have to look into ourselves needs a number to ask by.
      requestId: problem.status >= 500 ? requestId : '',
    };
    this.pages.send(request, response, errorPage, model, { status: problem.status });
  }
}

/** Who asked too often, or at a bad moment, is told, also in the header that programs read, when to come back. */
function secondsToWait(error: unknown): number | undefined {
  if (!(error instanceof DomainError) || !['too-many', 'unavailable'].includes(error.kind)) return undefined;
  const { minutes, seconds } = error.params;
  if (typeof seconds === 'number') return seconds;
  return typeof minutes === 'number' ? minutes * 60 : undefined;
}

function wantsJson(request: Request): boolean {
  return isApi(request.path) || request.accepts(['html', 'json', 'application/problem+json']) !== 'html';
}

/** What PostgreSQL adds to an error: the values of a key, or the whole line of a COPY. */
const withData = ['detail', 'where', 'internalQuery', 'parameters', 'query', 'driverError'];

/** An error for the log, without the rows of people that a database puts beside it. */
function withoutData(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const extra = Object.entries(error).filter(([name]) => !withData.includes(name));
  return { ...Object.fromEntries(extra), name: error.name, message: error.message, stack: error.stack };
}
