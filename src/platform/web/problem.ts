import { HttpException } from '@nestjs/common';
import {
  DomainError,
  type DomainErrorKind,
  type InputIssue,
  type MessageParams,
} from '../../core/domain-error.js';
import type { Language } from '../i18n/language.js';
import type { Translator } from '../i18n/translate.js';

/** One thing that is wrong with an input, in the reader's words. */
export interface ProblemIssue {
  readonly path: string;
  readonly code: string;
  readonly detail: string;
  readonly line?: number;
}

/** An error as a reader or a system is told it: RFC 9457, with our code, what to do, and all that is wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly remedy: string;
  readonly errors?: readonly ProblemIssue[];
}

const statuses: Readonly<Record<DomainErrorKind, number>> = {
  invalid: 422,
  'not-found': 404,
  conflict: 409,
  forbidden: 403,
  unauthenticated: 401,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
};

/** The statuses that have words of their own in the namespace `errors`. */
const worded = new Set([400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503]);

/**
 * What to tell about anything that was thrown. A DomainError speaks for itself; an HTTP error of the framework is told
 * by its status; of anything else nothing is told but that it went wrong here, so that no internals leak.
 */
export function describeProblem(error: unknown, language: Language, translator: Translator): Problem {
  if (error instanceof DomainError) {
    return problem(statuses[error.kind], error.code, error.params, error.issues, language, translator);
  }
  const status = httpStatus(error);
  return problem(status, `errors:http-${status}`, {}, [], language, translator);
}

function httpStatus(error: unknown): number {
  const claimed =
    error instanceof HttpException ? error.getStatus() : (parserStatus(error) ?? textStatus(error));
  if (claimed === undefined) return 500;
  return worded.has(claimed) ? claimed : claimed < 500 ? 400 : 500;
}

/** Express's body parsers throw errors that carry a status and say themselves whether it may be told. */
function parserStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error)) return undefined;
  return typeof error.status === 'number' && error.expose === true ? error.status : undefined;
}

/** What PostgreSQL says of text that it can't hold, whoever asked for it: in practice a NUL. */
const unstorableText: ReadonlySet<unknown> = new Set(['22021', '22P05']);

/** A NUL in an address or a field can't be kept or found: that is the sender's mistake, and not ours. */
function textStatus(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && unstorableText.has(error.code) ? 400 : undefined;
}

function problem(
  status: number,
  code: string,
  params: MessageParams,
  issues: readonly InputIssue[],
  language: Language,
  translator: Translator,
): Problem {
  const say = (of: string, part: 'message' | 'remedy', values: MessageParams): string =>
    translator.translate(language, messageKey(of, part), values);
  return {
    type: `urn:openbrief:problem:${code}`,
    title: translator.translate(language, `errors:title.${worded.has(status) ? status : 500}`),
    status,
    detail: say(code, 'message', params),
    code,
    remedy: say(code, 'remedy', params),
    ...(issues.length > 0 && {
      errors: issues.map((issue) => ({
        path: issue.path,
        code: issue.code,
        detail: say(issue.code, 'message', issue.params ?? {}),
        ...(issue.line !== undefined && { line: issue.line }),
      })),
    }),
  };
}

/** `trials:transition-refused` has its message at `trials:errors.transition-refused.message`. */
function messageKey(code: string, part: 'message' | 'remedy'): string {
  const colon = code.indexOf(':');
  return `${code.slice(0, colon)}:errors.${code.slice(colon + 1)}.${part}`;
}
