import type { Request } from 'express';
import { DomainError } from '../../core/domain-error.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { describeProblem } from '../../platform/web/problem.js';
import { languageOf } from '../../platform/web/request-context.js';
import type { Refusal } from '../views/code-view.js';

/** What a form is told when it is shown again. Anything that its sender can't mend is thrown on. */
export function refusalOf(
  error: unknown,
  request: Request,
  translator: Translator,
): { readonly status: number; readonly refusal: Refusal } {
  if (!(error instanceof DomainError) || !['invalid', 'conflict'].includes(error.kind)) throw error;
  const { detail, remedy, status } = describeProblem(error, languageOf(request), translator);
  return { status, refusal: { message: detail, remedy } };
}
