import { join } from 'node:path';
import { BadRequestException, ImATeapotException, NotFoundException } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { createTranslator } from '../i18n/translate.js';
import { describeProblem } from './problem.js';

const translator = createTranslator(join(import.meta.dirname, '../../../templates/locales'));

/** What Express's body parser throws. */
const parserError = (status: number, expose: boolean): Error =>
  Object.assign(new Error('secret path /var/lib'), { status, expose });

describe('the status of what was thrown', () => {
  test.each([
    ['a domain error', new DomainError('conflict', 'trials:transition-refused'), 409],
    ['invalid input', new DomainError('invalid', 'errors:http-422'), 422],
    ['not signed in', new DomainError('unauthenticated', 'errors:http-401'), 401],
    ['too much', new DomainError('too-large', 'errors:http-413'), 413],
    ['too often', new DomainError('too-many', 'errors:http-429'), 429],
    ['elsewhere is down', new DomainError('unavailable', 'errors:http-503'), 503],
    ['an unknown route', new NotFoundException('Cannot GET /x'), 404],
    ['a status without words of its own', new ImATeapotException(), 400],
    ['a body that is no JSON', parserError(400, true), 400],
    ['a body that is too large', parserError(413, true), 413],
    ['a parser’s own failure', parserError(500, false), 500],
    ['a text that PostgreSQL can’t hold', Object.assign(new Error('invalid byte'), { code: '22021' }), 400],
    ['an error of PostgreSQL of our making', Object.assign(new Error('syntax'), { code: '42601' }), 500],
    ['a bug', new TypeError('x is undefined'), 500],
    ['something that is no error', 'oops', 500],
    ['nothing', undefined, 500],
  ])('%s', (_name, error, status) => {
    expect(describeProblem(error, 'nl', translator).status).toBe(status);
  });
});

test('of a bug nothing is told but that it went wrong here', () => {
  const told = JSON.stringify(
    describeProblem(new Error('password=hunter2 at /srv/app.js:3'), 'en', translator),
  );
  expect(told).not.toMatch(/hunter2|srv|Error:/);
  expect(told).toContain('This is not your fault');
});

test('what a framework says in its own words is not passed on', () => {
  const told = JSON.stringify(describeProblem(new BadRequestException('raw words'), 'nl', translator));
  expect(told).not.toContain('raw words');
});

test('a domain error is told in the reader’s language, with what to do and all that is wrong', () => {
  const error = new DomainError(
    'conflict',
    'trials:transition-refused',
    { state: 'draft', transition: 'close' },
    [
      { path: 'arms[1]', code: 'errors:http-422', line: 7 },
      { path: 'title', code: 'errors:http-422' },
    ],
  );
  const nl = describeProblem(error, 'nl', translator);
  const en = describeProblem(error, 'en', translator);
  expect(nl.code).toBe('trials:transition-refused');
  expect(nl.type).toBe('urn:openbrief:problem:trials:transition-refused');
  for (const problem of [nl, en]) {
    expect(problem.detail).not.toContain('errors.');
    expect(problem.remedy).not.toContain('errors.');
  }
  expect(nl.detail).not.toBe(en.detail);
  expect(nl.errors).toHaveLength(2);
  expect(nl.errors?.[0]).toMatchObject({ path: 'arms[1]', line: 7 });
  expect(nl.errors?.[1]).not.toHaveProperty('line');
});
