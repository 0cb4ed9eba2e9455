import request, { type Response, type Test } from 'supertest';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import type { Role } from '../../src/core/access.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestService } from './test-service.js';

/** A browser with a jar of cookies, that sends the proof of the last form it saw along. */
export class BrowserClient {
  readonly cookies = new Map<string, string>();
  private csrf = '';

  constructor(
    private readonly service: TestService,
    private readonly address = '192.0.2.10',
  ) {}

  async get(path: string): Promise<Response> {
    return this.keep(await this.headers(request(this.service.app.getHttpServer()).get(path)));
  }

  /** Posts a form, with the proof unless the form says otherwise. */
  async post(
    path: string,
    form: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<Response> {
    const sent = request(this.service.app.getHttpServer()).post(path).type('form');
    return this.keep(await this.headers(sent).send({ csrf: this.csrf, ...form }));
  }

  /** Posts a form with a file in it, its fields before the file as a browser sends them. */
  async postFile(path: string, fields: Readonly<Record<string, string>>, file: string): Promise<Response> {
    let sent = this.headers(request(this.service.app.getHttpServer()).post(path));
    for (const [name, value] of Object.entries({ csrf: this.csrf, ...fields }))
      sent = sent.field(name, value);
    return this.keep(await sent.attach('file', Buffer.from(file), 'file.csv'));
  }

  private headers(sent: Test): Test {
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return sent.set('Accept', 'text/html').set('X-Forwarded-For', this.address).set('Cookie', cookies);
  }

  private keep(answer: Response): Response {
    const lines: unknown = answer.headers['set-cookie'];
    for (const line of Array.isArray(lines) ? lines.map(String) : []) {
      const [pair = ''] = line.split(';', 1);
      const [name = '', value = ''] = pair.split('=', 2);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    this.csrf = /name="csrf" value="([\w-]+)"/.exec(answer.text)?.[1] ?? this.csrf;
    return answer;
  }
}

/** Makes an account with a password. @returns its id */
export async function makeAccount(
  { app }: TestService,
  person: {
    readonly slug: string;
    readonly email: string;
    readonly roles: readonly Role[];
    readonly password: string;
  },
): Promise<string> {
  const { slug, email, roles, password } = person;
  const contact = { name: slug, email: `${slug}@dienst.example`, url: 'https://dienst.example/' };
  return app.get(UnitOfWork).transaction(async (work) => {
    const { id: organisationId } = await app
      .get(OrganisationsService)
      .ensure(work, { slug, name: slug, contact });
    const name = email.split('@')[0] ?? email;
    await app.get(AccountsService).put(work, { organisationId, email, name, roles, password });
    const { rows } = await work.client.query<{ id: string }>('select id from accounts where email = $1', [
      email,
    ]);
    return rows[0]?.id ?? '';
  });
}

/** A browser that is signed in, past any second factor. */
export async function signedInBrowser(service: TestService, accountId: string): Promise<BrowserClient> {
  const browser = new BrowserClient(service);
  const { key } = await service.app.get(SessionsService).begin({ accountId });
  browser.cookies.set('__Host-openbrief', key);
  await browser.get('/workbench/account');
  return browser;
}
