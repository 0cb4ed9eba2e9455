import request, { type Response, type Test } from 'supertest';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import type { Role } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestService } from './test-service.js';

/** Somebody who is signed in to the workbench. */
export interface SignedInClient {
  get(path: string): Test;
  /** Sends a form, with the proof that it is ours. */
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
}

const PASSWORD = 'een lang wachtwoord';

/** Makes an account with these roles and signs it in. */
export async function signIn(
  { app }: TestService,
  slug: string,
  name: string,
  roles: readonly Role[],
): Promise<SignedInClient> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@${slug}.example`;
  await app.get(UnitOfWork).transaction(async (work) => {
    const organisation = await app.get(OrganisationsService).ensure(work, {
      slug,
      name: slug,
      contact: { name: slug, email: `x@${slug}.example`, url: 'https://dienst.example/' },
    });
    await app
      .get(AccountsService)
      .put(work, { organisationId: organisation.id, email, name, roles: [...roles], password: PASSWORD });
  });
  const account = await app.get(AccountsService).check(email, PASSWORD);
  const { key } = await app.get(SessionsService).begin(account);
  const cookie = `__Host-openbrief=${key}`;
  const get = (path: string): Test =>
    request(app.getHttpServer()).get(path).set('Accept', 'text/html').set('Cookie', cookie);
  return {
    get,
    post: async (path, fields = {}) => {
      const { text } = await get('/workbench');
      const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
      return request(app.getHttpServer())
        .post(path)
        .set('Accept', 'text/html')
        .set('Cookie', cookie)
        .type('form')
        .send({ ...fields, csrf });
    },
  };
}
