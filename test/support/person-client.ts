import type { Response } from 'supertest';
import { TokensService } from '../../src/accounts/tokens.service.js';
import { scopes, type Role } from '../../src/core/access.js';
import { apiClient, clientWith, type ApiClient } from './api-client.js';
import { makeAccount } from './browser-client.js';
import type { TestService } from './test-service.js';

/** Calls the API with a token that somebody with these roles made. */
export async function personClient(
  service: TestService,
  slug: string,
  name: string,
  roles: readonly Role[],
): Promise<ApiClient> {
  await apiClient(service, slug);
  const password = 'een lang wachtwoord';
  const accountId = await makeAccount(service, {
    slug,
    email: `${name.toLowerCase()}@${slug}.example`,
    roles,
    password,
  });
  const actor = { accountId, name, organisationId: null };
  return clientWith(service, await service.app.get(TokensService).create(slug, name, scopes, { actor }));
}

/** Publishes an analysed trial by two people of its organisation. @returns what the second was answered */
export async function discloseByTwo(service: TestService, slug: string, trial: string): Promise<Response> {
  const proposer = await personClient(service, slug, 'analist-met-token', ['analyst']);
  const publisher = await personClient(service, slug, 'beoordelaar-met-token', ['reviewer']);
  const proposed = await proposer.call('post', `${trial}/disclosure-proposals`).send({});
  return publisher.call('post', `${trial}/disclosures`).send({ sha256: proposed.body.sha256 });
}
