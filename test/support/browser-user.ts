import request, { type Test } from 'supertest';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import type { Role } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { asSystem } from '../../src/platform/database/scope.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestService } from './test-service.js';

/** Somebody at work in the browser. */
export interface BrowserUser {
  /** Of the session, for a browser of another make. */
  readonly cookie: string;
  get(path: string): Test;
  /** Sends a form with its proof. */
  post(path: string, fields?: Readonly<Record<string, string>>): Test;
  /** Sends a form with a file; another proof for who wants to see it refused. */
  upload(path: string, file: string, csrf?: string): Test;
}

const PASSWORD = 'een lang wachtwoord';

/** Signs somebody in who has these roles at an organisation that is there. */
export async function browserUser(
  { app }: TestService,
  slug: string,
  name: string,
  roles: readonly Role[],
): Promise<BrowserUser> {
  const email = `${name.replaceAll(/\W/g, '').toLowerCase()}@${slug}.example`;
  const { key, csrf } = await asSystem(async () => {
    const organisation = await app.get(UnitOfWork).transaction((work) =>
      app.get(OrganisationsService).ensure(work, {
        slug,
        name: slug,
        contact: { name: slug, email: `x@${slug}.example`, url: 'https://dienst.example/' },
      }),
    );
    await app.get(UnitOfWork).transaction((work) =>
      app.get(AccountsService).put(work, {
        organisationId: organisation.id,
        email,
        name,
        roles: [...roles],
        password: PASSWORD,
      }),
    );
    const session = await app
      .get(SessionsService)
      .begin(await app.get(AccountsService).check(email, PASSWORD));
    const found = await app.get(SessionsService).find(session.key);
    return { key: session.key, csrf: found?.csrfToken ?? '' };
  });
  const cookie = `__Host-openbrief=${key}`;
  const sent = (test: Test): Test => test.set('Cookie', cookie).set('Accept', 'text/html');
  const agent = (): ReturnType<typeof request> => request(app.getHttpServer());
  return {
    cookie,
    get: (path) => sent(agent().get(path)),
    post: (path, fields = {}) =>
      sent(agent().post(path))
        .type('form')
        .send({ csrf, ...fields }),
    upload: (path, file, proof = csrf) =>
      sent(agent().post(path)).field('csrf', proof).attach('file', Buffer.from(file), 'ontvangers.csv'),
  };
}
