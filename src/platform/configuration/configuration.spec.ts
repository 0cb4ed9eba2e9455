import { describe, expect, test } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { readConfiguration } from './configuration.js';

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfiguration({})).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      workers: 1,
    });
  });

  test('takes an empty variable for one that is not set', () => {
    expect(readConfiguration({ DATABASE_URL: '' }).databaseUrl).toBeUndefined();
  });

  test.each([
    ['a port that is none', { PORT: 'http' }, 'PORT'],
    ['a port that is too high', { PORT: '70000' }, 'PORT'],
    ['a database that is none', { DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    ['a misspelt variable of ours', { OPENBRIEF_WORKER: '2' }, 'OPENBRIEF_WORKER'],
    [
      'a public address with a script',
      { OPENBRIEF_PUBLIC_URL: 'javascript:alert(1)' },
      'OPENBRIEF_PUBLIC_URL',
    ],
  ])('names %s', (_what, env, name) => {
    const attempt = (): unknown => readConfiguration(env);
    expect(attempt).toThrow(DomainError);
    try {
      attempt();
    } catch (error) {
      expect(error instanceof DomainError && error.params['names']).toBe(name);
    }
  });
});
