import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { AccessRule } from '../../src/core/access.js';
import { Access } from '../../src/platform/web/access.js';
import type { TestService } from './test-service.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const methods = new Map<unknown, Method>([
  [RequestMethod.POST, 'post'],
  [RequestMethod.PUT, 'put'],
  [RequestMethod.PATCH, 'patch'],
  [RequestMethod.DELETE, 'delete'],
]);

export interface Endpoint {
  readonly method: Method;
  /** With its parameters as they are written in the code, `/v1/trials/:trialId`. */
  readonly path: string;
  readonly rule: AccessRule | undefined;
}

/** What came back, as far as a table of cells needs it. */
export interface Answer {
  readonly status: number;
  readonly code: string;
}

export type Caller = (
  endpoint: Pick<Endpoint, 'method' | 'path'>,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Calls endpoints over connections that stay open: a table of thousands of cells is called in seconds. */
export async function openCaller({ app }: TestService): Promise<Caller> {
  const server = app.getHttpServer();
  if (!server.listening) await app.listen(0, '127.0.0.1');
  const address: unknown = server.address();
  const port =
    typeof address === 'object' && address !== null && 'port' in address ? String(address.port) : '';
  return async ({ method, path }, headers = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: method.toUpperCase(),
      headers: { Accept: 'application/json', ...headers },
      redirect: 'manual',
    });
    const text = await answer.text();
    const code = /"code":"([\w:-]+)"/.exec(text)?.[1] ?? '';
    return { status: answer.status, code };
  };
}

/** The path with something in the place of every parameter; what is not there is not found, which is not a refusal. */
export const concrete = (path: string): string =>
  path
    .replace(':trialId', '01234567-0123-7123-8123-0123456789ab')
    .replace(':trial', 'klein')
    .replace(/:\w+Id\b/g, '01234567-0123-7123-8123-0123456789ab')
    .replace(/:\w+/g, '1');

/** Does the work for each, eight at a time. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = [...items.entries()];
  const one = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return results;
}

/** Every endpoint of the service, with what it declares about its callers. */
export function endpointsOf({ app }: TestService): Endpoint[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype }) => {
      if (metatype === null || typeof metatype !== 'function') return [];
      const prefix: unknown = Reflect.getMetadata(PATH_METADATA, metatype);
      const prototype: object = metatype.prototype;
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler: unknown = Reflect.get(prototype, name);
        if (typeof handler !== 'function') return [];
        const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
        if (typeof path !== 'string') return [];
        const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
        const parts = `${String(prefix)}/${path}`.split('/').filter((part) => part !== '');
        return [
          {
            method: methods.get(method) ?? ('get' as const),
            path: `/${parts.join('/')}`,
            rule: reflector.get(Access, handler as () => unknown),
          },
        ];
      });
    })
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}
