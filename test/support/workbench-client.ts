import request, { type Response } from 'supertest';
import { AccountsService, type SignedIn } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import type { Role } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestService } from './test-service.js';

/** A form's fields; a name with a list is sent several times. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Somebody at a browser without script: opens pages and sends their forms. */
export interface WorkbenchClient {
  readonly account: SignedIn;
  get(path: string): Promise<Response>;
  /** Sends a form with the proof of the session that a page would have in it. */
  send(path: string, fields: Fields): Promise<Response>;
  /** The same as a page that saves by itself does. */
  sendForJson(path: string, fields: Fields): Promise<Response>;
}

export const PASSWORD = 'een lang wachtwoord';

/** Signs somebody in who is made for it. */
export async function workbenchClient(
  { app }: TestService,
  organisation: string,
  name: string,
  roles: readonly Role[],
): Promise<WorkbenchClient> {
  const contact = { name: organisation, email: `x@${organisation}.example`, url: 'https://dienst.example/' };
  const { id } = await app
    .get(UnitOfWork)
    .transaction((work) =>
      app.get(OrganisationsService).ensure(work, { slug: organisation, name: organisation, contact }),
    );
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}@${organisation}.example`;
  await app
    .get(UnitOfWork)
    .transaction((work) =>
      app.get(AccountsService).put(work, { organisationId: id, email, name, roles, password: PASSWORD }),
    );
  const account = await app.get(AccountsService).check(email, PASSWORD);
  // A session for each request: the calendar of a test turns by weeks, and a session lasts a day.
  const signIn = async (): Promise<{ readonly cookie: string; readonly csrf: string }> => {
    const { key } = await app.get(SessionsService).begin(account);
    const session = await app.get(SessionsService).find(key);
    return { cookie: `__Host-openbrief=${key}`, csrf: session?.csrfToken ?? '' };
  };
  const post = async (path: string, fields: Fields, accept: string): Promise<Response> => {
    const { cookie, csrf } = await signIn();
    return request(app.getHttpServer())
      .post(path)
      .set('Cookie', cookie)
      .set('Accept', accept)
      .type('form')
      .send({ csrf, ...fields });
  };
  return {
    account,
    get: async (path) => {
      const { cookie } = await signIn();
      return request(app.getHttpServer()).get(path).set('Cookie', cookie).set('Accept', 'text/html');
    },
    send: (path, fields) => post(path, fields, 'text/html'),
    sendForJson: (path, fields) => post(path, fields, 'application/json'),
  };
}
