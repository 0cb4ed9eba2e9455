import 'reflect-metadata';
import type { Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anybody, apiClient, problem, problemIn, type ApiClient } from '../support/api-client.js';
import { drawnProtocol } from '../support/sample-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;
let own: ApiClient;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
  own = await apiClient(service, 'dienst-een');
});

afterAll(() => service.close());

describe('what is wrong is told, all of it, as a problem', () => {
  test.each<[string, () => Test, number, string]>([
    ['no token', () => anybody(service).get('/v1/trials'), 401, 'accounts:token-missing'],
    [
      'a token of nobody',
      () => anybody(service).get('/v1/trials').set('Authorization', 'Bearer x'),
      401,
      'accounts:token-refused',
    ],
    [
      'another scheme',
      () => anybody(service).get('/v1/trials').set('Authorization', 'Basic x'),
      401,
      'accounts:token-missing',
    ],
    ['an address that is not there', () => own.call('get', '/v1/nothing'), 404, 'errors:http-404'],
    ['a trial that is not there', () => own.call('get', '/v1/trials/x'), 404, 'trials:not-found'],
    [
      'broken YAML',
      () => own.call('post', '/v1/trials').type('application/yaml').send('a: [1'),
      422,
      'trials:protocol-unreadable',
    ],
    [
      'broken JSON as a protocol',
      () => own.call('post', '/v1/trials').type('application/json').send('{"a":'),
      422,
      'trials:protocol-unreadable',
    ],
    [
      'broken JSON elsewhere',
      () => own.call('post', '/v1/trials/x/closings').type('application/json').send('{"a":'),
      400,
      'errors:http-400',
    ],
    [
      'a protocol of no known type',
      () => own.call('post', '/v1/trials').type('text/plain').send('a'),
      415,
      'errors:http-415',
    ],
    [
      'a protocol that is too large',
      () => own.call('post', '/v1/trials').type('application/yaml').send('#'.repeat(1_100_000)),
      413,
      'errors:http-413',
    ],
    ['an unknown key', () => own.register(drawnProtocol({ colour: 'blue' })), 422, 'trials:protocol-invalid'],
    [
      'a letter that is a file',
      () => own.register(drawnProtocol({ trial: 'x', letter: { subject: 'a', base: 'letters/basis.hbs' } })),
      422,
      'trials:protocol-invalid',
    ],
    [
      'an address that can not be decoded',
      () => own.call('get', '/v1/trials/%E0%A4%A'),
      400,
      'errors:http-400',
    ],
  ])('%s', async (_what, send, status, code) => {
    expect(problemIn(await send())).toEqual(problem(status, code));
  });

  test('a protocol with several mistakes names each, with its line', async () => {
    const refused = await own.register(drawnProtocol({ colour: 'blue', reference: 'geen', strata: 'regio' }));
    expect(refused.body.errors.length).toBeGreaterThan(1);
    for (const { line, detail } of refused.body.errors) {
      expect(line).toBeGreaterThan(0);
      expect(detail).not.toContain(':errors.');
    }
  });

  test('in the language that was asked for', async () => {
    const dutch = await own.call('get', '/v1/trials/x').set('Accept-Language', 'nl');
    const english = await own.call('get', '/v1/trials/x');
    expect(dutch.body.detail).not.toBe(english.body.detail);
  });

  test('no body at all where one is needed', async () => {
    const made = await own.register(drawnProtocol({ trial: 'leeg' }));
    expect(problemIn(await own.call('post', `${made.headers['location']}/disclosures`))).toEqual(
      problem(422, 'platform:invalid-body'),
    );
  });
});
