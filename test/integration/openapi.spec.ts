import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { anybody } from '../support/api-client.js';
import { startTestService, type TestService } from '../support/test-service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService('2026-02-10');
});

afterAll(() => service.close());

describe('the description', () => {
  test('is there as JSON and as YAML, and they say the same', async () => {
    const open = anybody(service);
    const json = await open.get('/v1/openapi.json');
    const yaml = await open.get('/v1/openapi.yaml');
    expect(json.headers['api-version']).toBe(json.body.info.version);
    expect(parse(yaml.text)).toEqual(json.body);
  });

  test('is in the repository as it is', async () => {
    const { body } = await anybody(service).get('/v1/openapi.json');
    await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/generated/openapi.json',
    );
  });

  test('keeps to the rules for Dutch public APIs', async () => {
    const { body } = await anybody(service).get('/v1/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\.\d$/);
    expect(body.info.contact).toEqual({
      name: expect.any(String),
      email: expect.any(String),
      url: expect.any(String),
    });
    for (const { url } of body.servers) expect(url).toMatch(/^https:\/\/.*\/v1$/);
    const paths: Record<string, Record<string, Operation>> = body.paths;
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(paths).filter((path) => !/^(\/[a-z0-9-]+|\/\{[a-zA-Z]+\})+$/.test(path))).toEqual([]);
    for (const { responses, tags } of operations) {
      expect(tags).toHaveLength(1);
      expect(responses).toHaveProperty('400');
      for (const [status, answer] of Object.entries(responses)) {
        expect(answer.headers).toHaveProperty('API-Version');
        if (Number(status) >= 400) expect(Object.keys(answer.content)).toEqual(['application/problem+json']);
      }
    }
  });
});

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, { headers: object; content: object }>>;
}
