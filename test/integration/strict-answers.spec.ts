import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anybody } from '../support/api-client.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService('2026-02-10', {
    environment: { OPENBRIEF_SECURITY_CONTACT: 'mailto:cert@dienst.example' },
  });
});
afterAll(() => service.close());

describe('every answer', () => {
  test('tells the browser to be strict', async () => {
    for (const path of [
      '/',
      '/uw-brief',
      '/privacy',
      '/workbench/sign-in',
      '/nergens',
      '/v1/trials',
      '/health/live',
    ]) {
      const { headers } = await anybody(service).get(path).set('Accept', 'text/html');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('geolocation=()');
    }
  });

  test('about weaknesses says whom to tell, and until when it holds', async () => {
    const { text, type } = await anybody(service).get('/.well-known/security.txt');
    expect(type).toBe('text/plain');
    expect(text.split('\n')).toEqual([
      'Contact: mailto:cert@dienst.example',
      `Expires: ${new Date(service.clock.moment.getTime() + 180 * 86_400_000).toISOString()}`,
      'Preferred-Languages: nl, en',
      'Canonical: https://openbrief.example/.well-known/security.txt',
      '',
    ]);
  });

  test('about weaknesses there is an address where none was named', async () => {
    const plain = await startTestService('2026-02-10');
    const { status, text } = await anybody(plain).get('/.well-known/security.txt');
    expect([status, text.split('\n')[0]]).toEqual([
      200,
      'Contact: https://openbrief.example/privacy#weakness',
    ]);
    expect((await anybody(plain).get('/privacy')).text).toContain('id="weakness"');
    await plain.close();
  });
});
