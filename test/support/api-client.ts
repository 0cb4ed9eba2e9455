import request, { type Response, type Test } from 'supertest';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { actions, type Action } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { asYaml } from './sample-trial.js';
import type { Method } from './endpoints.js';
import type { TestService } from './test-service.js';

/** Calls the API as the system of one organisation. */
export interface ApiClient {
  call(method: Method, path: string): Test;
  register(protocol: Readonly<Record<string, unknown>>): Test;
  sendCsv(path: string, text: string): Test;
}

/** A client with a token of this organisation, which is made when it is not there. */
export async function apiClient(
  { app }: TestService,
  slug: string,
  scopes: readonly Action[] = actions,
): Promise<ApiClient> {
  const contact = { name: slug, email: `${slug}@dienst.example`, url: 'https://dienst.example/' };
  await app
    .get(UnitOfWork)
    .transaction((work) => app.get(OrganisationsService).ensure(work, { slug, name: slug, contact }));
  const token = await app.get(TokensService).create(slug, 'test', scopes);
  return clientWith({ app }, token);
}

/** A client with this token. */
export function clientWith({ app }: Pick<TestService, 'app'>, token: string): ApiClient {
  const call = (method: Method, path: string): Test => {
    const sent = request(app.getHttpServer())[method](path);
    return sent.set('Authorization', `Bearer ${token}`).set('Accept-Language', 'en');
  };
  return {
    call,
    register: (protocol) => call('post', '/v1/trials').type('application/yaml').send(asYaml(protocol)),
    sendCsv: (path, text) => call('post', path).type('text/csv').send(text),
  };
}

/** Calls the API as anybody, without a token. */
export const anybody = ({ app }: TestService): ReturnType<typeof request> => request(app.getHttpServer());

/** An error as it has to be: with what is missing from it named. */
export function problemIn({ status, body, headers }: Response): Problem {
  const faults = [
    ...(headers['content-type']?.includes('application/problem+json') === true ? [] : ['media type']),
    ...(headers['api-version'] === '1.0.0' ? [] : ['API-Version']),
    ...(body.status === status ? [] : ['status']),
    ...['title', 'detail', 'remedy', 'type', 'instance'].filter((key) => typeof body[key] !== 'string'),
    // A message that has no text shows its key instead.
    ...(/errors\.[a-z-]+\.(message|remedy)/.test(`${body.detail} ${body.remedy}`) ? ['text'] : []),
  ];
  return { status, code: body.code, faults };
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly string[];
}

export const problem = (status: number, code: string): Problem => ({ status, code, faults: [] });

/** A file of recipients in two regions; with the arm of each where that was drawn elsewhere. */
export const people = (count: number, arm?: (index: number) => string): string =>
  [
    `kenmerk,regio${arm === undefined ? '' : ',groep'}`,
    ...Array.from({ length: count }, (_, index) =>
      [`Z-${index}`, index % 2 === 0 ? 'noord' : 'zuid', ...(arm === undefined ? [] : [arm(index)])].join(
        ',',
      ),
    ),
    '',
  ].join('\n');
