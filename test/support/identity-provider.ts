import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface ProviderPerson {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface TestProvider {
  readonly issuer: string;
  /** People by the name that they type at the provider; their `sub` is the same. */
  readonly people: Map<string, ProviderPerson>;
  /** Signs somebody in at the provider, as a browser would. @returns the address that it is sent back to */
  signIn(address: string, login: string): Promise<URL>;
  close(): void;
}

/** A real provider (the library `oidc-provider`) on this machine, with its own pages for signing in and consent. */
export async function startIdentityProvider(service: string): Promise<TestProvider> {
  const people = new Map<string, ProviderPerson>();
  // The port is not known before, and the issuer's name holds it: the handler is put in when both are there.
  let handle: ReturnType<Provider['callback']> | undefined;
  const server = createServer((request, response) => void handle?.(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'openbrief',
        client_secret: 'a secret of the test',
        redirect_uris: [`${service}/workbench/sign-in/openid/callback`],
        post_logout_redirect_uris: [`${service}/workbench/sign-in`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person === undefined ? undefined : { accountId: sub, claims: () => ({ sub, ...person }) };
    },
  });
  handle = provider.callback();
  return {
    issuer,
    people,
    signIn: (address, login) => signIn(address, login, service),
    close: () => void server.close(),
  };
}

async function signIn(address: string, login: string, service: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next: { url: URL; form?: URLSearchParams } = { url: new URL(address) };
  for (let step = 0; step < 12; step += 1) {
    const answer = await fetch(next.url, {
      method: next.form === undefined ? 'GET' : 'POST',
      ...(next.form !== undefined && { body: next.form }),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    const html = await answer.text();
    if (location?.startsWith(service) === true) return new URL(location);
    if (location !== null) next = { url: new URL(location, next.url) };
    else {
      const action = /action="([^"]+)"/.exec(html)?.[1];
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
      if (action === undefined || prompt === undefined)
        throw new Error(`${answer.status} ${html.slice(0, 500)}`);
      next = { url: new URL(action, next.url), form: new URLSearchParams({ prompt, login, password: 'x' }) };
    }
  }
  throw new Error('The provider sends round in circles.');
}
