import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { AccessRule } from '../../src/core/access.js';
import { Access } from '../../src/platform/web/access.js';
import type { TestService } from './test-service.js';

export interface Endpoint {
  readonly method: 'get' | 'post';
  /** With its parameters as they are written in the code, `/v1/trials/:trialId`. */
  readonly path: string;
  readonly rule: AccessRule | undefined;
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
            method: method === RequestMethod.POST ? ('post' as const) : ('get' as const),
            path: `/${parts.join('/')}`,
            rule: reflector.get(Access, handler as () => unknown),
          },
        ];
      });
    })
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}
