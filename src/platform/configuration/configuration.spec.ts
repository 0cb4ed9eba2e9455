import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../process/project-root.js';
import { readConfiguration, settings } from './configuration.js';

describe('the configuration', () => {
  test('is described whole in docs/install.md, and nothing else is', () => {
    const doc = readFileSync(join(projectRoot, 'docs', 'install.md'), 'utf8');
    const described = [...doc.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name);
    expect(described.toSorted()).toEqual(settings.toSorted());
  });

  test('has a default for everything', () => {
    expect(readConfiguration({})).toEqual({
      databaseUrl: undefined,
      port: 3000,
      host: '127.0.0.1',
      chromiumPath: undefined,
      dataFolder: join(projectRoot, '.data'),
      publicUrl: 'http://localhost:3000',
      workers: 1,
      proxies: 0,
      loadDemonstration: true,
      key: undefined,
      keyFile: undefined,
      previousKey: undefined,
      previousKeyFile: undefined,
      logLevel: 'error',
      metricsPort: undefined,
      tracing: false,
      s3: undefined,
      administrator: undefined,
      securityContact: undefined,
      openId: undefined,
      language: 'nl',
    });
  });

  test('takes an empty variable for one that is not set', () => {
    expect(readConfiguration({ DATABASE_URL: '' }).databaseUrl).toBeUndefined();
  });

  test('takes a path from where the command was given, and an address without its last slash', () => {
    expect(
      readConfiguration({ OPENBRIEF_DATA: 'data', OPENBRIEF_PUBLIC_URL: 'https://brieven.example.nl/' }),
    ).toMatchObject({ dataFolder: join(process.cwd(), 'data'), publicUrl: 'https://brieven.example.nl' });
  });

  test.each([
    [{}, 'nl'],
    [{ LANG: 'C.UTF-8' }, 'nl'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'nl_NL.UTF-8' }, 'nl'],
    [{ LANG: 'nl_NL.UTF-8', LC_ALL: '', LC_MESSAGES: 'en_US' }, 'en'],
  ])('speaks to a terminal with %o in %s', (env, language) => {
    expect(readConfiguration(env).language).toBe(language);
  });

  test.each([
    ['a port that is none', { PORT: 'http' }, 'PORT'],
    ['a port that is too high', { PORT: '70000' }, 'PORT'],
    ['half a port', { PORT: '80.5' }, 'PORT'],
    ['a database that is none', { DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    [
      'a store without its keys',
      { OPENBRIEF_S3_ENDPOINT: 'https://s3.example.nl', OPENBRIEF_S3_BUCKET: 'brieven' },
      'OPENBRIEF_S3_ACCESS_KEY, OPENBRIEF_S3_SECRET_KEY',
    ],
    ['a number of workers below nought', { OPENBRIEF_WORKERS: '-1' }, 'OPENBRIEF_WORKERS'],
    ['a key that is too short', { OPENBRIEF_KEY: 'Z2VoZWlt' }, 'OPENBRIEF_KEY'],
    ['an identity provider over http', { OPENBRIEF_OPENID_ISSUER: 'http://x.nl' }, 'OPENBRIEF_OPENID_ISSUER'],
    [
      'an identity provider without a client',
      { OPENBRIEF_OPENID_ISSUER: 'https://id.example' },
      'OPENBRIEF_OPENID_CLIENT, OPENBRIEF_OPENID_SECRET',
    ],
    ['a role that is none', { OPENBRIEF_OPENID_ROLES: 'x=baas' }, 'OPENBRIEF_OPENID_ROLES'],
    ['a misspelt variable of ours', { OPENBRIEF_WORKER: '2' }, 'OPENBRIEF_WORKER'],
    ['every wrong one at once', { PORT: 'x', OPENBRIEF_X: '', HOST: 'h' }, 'PORT, OPENBRIEF_X'],
    [
      'a public address with a script',
      { OPENBRIEF_PUBLIC_URL: 'javascript:alert(1)' },
      'OPENBRIEF_PUBLIC_URL',
    ],
  ])('names %s', (_what, env, names) => {
    expect(() => readConfiguration(env)).toThrow(
      expect.objectContaining({ code: 'platform:configuration', params: { names } }),
    );
  });
});
