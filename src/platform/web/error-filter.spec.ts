import { join } from 'node:path';
import { Controller, Get, Logger, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { SIGN_IN_PATH } from './error-filter.js';
import { WebModule, useWeb } from './web.module.js';

@Controller()
class ThrowingController {
  @Get('/bug')
  bug(): never {
    throw new Error('secret of the house');
  }

  @Get('/v1/row')
  row(): never {
    throw Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (reference)=(Jansen) already exists.',
      where: 'COPY recipients, line 3: "Jansen"',
    });
  }

  @Get('/v1/bug')
  apiBug(): never {
    throw new Error('secret of the house');
  }

  @Get('/private')
  private(): never {
    throw new DomainError('unauthenticated', 'errors:http-401');
  }

  @Post('/private')
  change(): never {
    throw new DomainError('unauthenticated', 'errors:http-401');
  }

  @Get('/v1/private')
  apiPrivate(): never {
    throw new DomainError('unauthenticated', 'errors:http-401');
  }
}

@Module({
  imports: [WebModule.forRoot({ templates: join(import.meta.dirname, '../../../templates') })],
  controllers: [ThrowingController],
})
class TestModule {}

let app: NestExpressApplication;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [TestModule] }).compile();
  app = module.createNestApplication<NestExpressApplication>();
  useWeb(app, { https: false });
  await app.init();
  vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
});

afterAll(async () => {
  await app.close();
});

const get = (path: string, accept = 'text/html') =>
  request(app.getHttpServer()).get(path).set('Accept', accept);

test('an unknown address is a page for people, in the language of the address', async () => {
  const nl = await get('/nergens').expect(404).expect('Content-Type', /html/);
  expect(nl.text).toContain('lang="nl"');
  expect(nl.text).toContain('Deze pagina is er niet');
  const en = await get('/en/nowhere').expect(404);
  expect(en.text).toContain('lang="en"');
  expect(en.text).toContain('This page does not exist');
});

test.each([
  ['the API, whatever is asked for', '/v1/nothing', 'text/html'],
  ['whoever asks for JSON', '/nothing', 'application/json'],
  ['a tool that asks for anything', '/v1/nothing', '*/*'],
])('problem+json for %s', async (_who, path, accept) => {
  const { body } = await get(path, accept)
    .expect(404)
    .expect('Content-Type', /application\/problem\+json/);
  expect(body).toMatchObject({ status: 404, code: 'errors:http-404', title: expect.any(String) });
  expect(body.instance).toMatch(/^urn:openbrief:request:[0-9a-f-]{36}$/);
});

test.each([
  '/en//elders.example/x',
  '/en/\\elders.example/x',
  '/en/%5Celders.example/x',
  '//elders.example/x',
])('the other language of %s is a page of ours', async (path) => {
  const { text } = await get(path);
  const links = [...text.matchAll(/href="([^"]*elders[^"]*)"/g)].map(([, href = '']) => href);
  expect(links.length).toBeGreaterThan(0);
  for (const href of links)
    expect(new URL(href, 'https://openbrief.example/').host).toBe('openbrief.example');
});

test('the API answers in the language that is asked for', async () => {
  const { body } = await get('/v1/nothing').set('Accept-Language', 'en-GB,en;q=0.9').expect(404);
  expect(body.title).toBe('This page does not exist');
});

test.each(['/bug', '/v1/bug', '/en/bug'])('%s tells a number and no internals', async (path) => {
  const answer = await get(path).expect(500);
  const number = answer.headers['x-request-id'];
  expect(number).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.text).toContain(number);
  expect(answer.text).not.toMatch(/secret of the house|\.ts:|\.js:\d/);
});

test('who must sign in first is brought there, and comes back after it', async () => {
  const { status, headers } = await get('/en/private?x=1');
  expect(status).toBe(303);
  expect(headers['location']).toBe(`/en${SIGN_IN_PATH}?next=${encodeURIComponent('/en/private?x=1')}`);
  expect((await get('/v1/private')).status).toBe(401);
  const changed = await request(app.getHttpServer()).post('/private').set('Accept', 'text/html');
  expect(changed.status).toBe(401);
});

test('every answer, errors too, has the security headers and no cookie', async () => {
  for (const path of ['/nergens', '/v1/nothing', '/bug']) {
    const { headers } = await get(path);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  }
});

test('an asset is kept for ever at its address, and compressed', async () => {
  const { text } = await get('/nergens');
  const url = /href="(\/assets\/openbrief\.[0-9a-f]+\.css)"/.exec(text)?.[1] ?? '';
  const answer = await get(url).set('Accept-Encoding', 'gzip').expect(200).expect('Content-Encoding', 'gzip');
  expect(answer.headers['cache-control']).toContain('immutable');
  expect(answer.text).toContain('source-sans-3');
  await get(url.replace(/\.[0-9a-f]+\./, '.000000000000.')).expect(404);
});

test('the log has no rows of people that the database put beside its error', async () => {
  const log = vi.mocked(Logger.prototype.error);
  log.mockClear();
  await get('/v1/row').expect(500);
  const logged = JSON.stringify(log.mock.calls);
  expect(logged).toContain('23505');
  expect(logged).toContain('duplicate key');
  expect(logged).not.toContain('Jansen');
});
