import type { TestService } from './test-service.js';

/** All of an answer that its reader could learn from. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Before anything was made alike; the entity tag is a hash of it. */
  readonly raw: string;
}

/** What is another moment, another chance or another id in each database, and tells nothing of an arm. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/(name="csrf" value=")[\w-]+/g, '$1<proof>'],
  // When a PDF was made is the clock's, and not the trial's.
  [/\/(CreationDate|ModDate) \(D:[^)]*\)/g, '/$1 <moment>'],
  // Of a file that was sent: whoever has the file made it, and nobody else can tell what it is of.
  [/("fileSha256":")[0-9a-f]{64}/g, '$1<sent>'],
];

const OWN_HEADERS = ['date', 'x-request-id', 'etag', 'set-cookie', 'keep-alive', 'connection'];

const alike = (text: string): string => ALIKE.reduce((one, [what, by]) => one.replaceAll(what, by), text);

/** Calls a service over HTTP, and gives all that came back. */
export async function openWholeCaller({
  app,
}: TestService): Promise<(path: string, headers: Readonly<Record<string, string>>) => Promise<WholeAnswer>> {
  const server = app.getHttpServer();
  if (!server.listening) await app.listen(0, '127.0.0.1');
  const address: unknown = server.address();
  const port =
    typeof address === 'object' && address !== null && 'port' in address ? String(address.port) : '';
  return async (path, headers) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: 'manual' });
    const raw = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    return {
      status: answer.status,
      headers: Object.fromEntries(
        [...answer.headers]
          .filter(([name]) => !OWN_HEADERS.includes(name))
          .map(([name, value]) => [name, alike(value)]),
      ),
      body: alike(raw),
      raw: `${answer.headers.get('etag') ?? ''}\n${raw}`,
    };
  };
}

/** In what two answers differ; undefined for the same. An entity tag may differ with the body, and not without. */
export function differenceOf(one: WholeAnswer, other: WholeAnswer): string | undefined {
  if (one.status !== other.status) return `status ${one.status} and ${other.status}`;
  if (JSON.stringify(one.headers) !== JSON.stringify(other.headers))
    return `headers ${JSON.stringify(one.headers)} and ${JSON.stringify(other.headers)}`;
  if (one.body !== other.body) {
    const at = [...one.body].findIndex((sign, place) => sign !== other.body[place]);
    return `body from ${one.body.slice(Math.max(0, at - 40), at + 40)}`;
  }
  const bodyOf = ({ raw }: WholeAnswer): string => raw.slice(raw.indexOf('\n'));
  return bodyOf(one) === bodyOf(other) && one.raw !== other.raw ? 'entity tag' : undefined;
}
