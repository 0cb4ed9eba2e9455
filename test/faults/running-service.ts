import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const answers = z.object({
  ready: z.boolean().optional(),
  token: z.string().optional(),
  today: z.string().optional(),
});

export interface Answer {
  /** 0 when the connection broke. */
  readonly status: number;
  readonly body: string;
}

/** The service in a process of its own that can be killed and started again, on the same data and the same port. */
export class RunningService {
  private child: ChildProcess | undefined;
  private port = 0;

  constructor(
    private readonly dataFolder: string,
    private today: string,
    private readonly databaseUrl?: string,
  ) {}

  async start(): Promise<void> {
    if (this.port === 0) this.port = await freePort();
    const { dataFolder, port, today, databaseUrl } = this;
    this.child = fork(
      join(import.meta.dirname, 'keep-service.ts'),
      [JSON.stringify({ dataFolder, port, today, ...(databaseUrl !== undefined && { databaseUrl }) })],
      {
        execArgv: ['--import', join(dirname(import.meta.dirname), 'support', 'typescript-in-child.mjs')],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    await this.said();
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Kills one of the processes of the service's browser, as the system does when memory runs out. */
  killBrowser(): boolean {
    const [victim] = descendants(this.child?.pid ?? -1).filter((pid) => isBrowser(pid));
    if (victim === undefined) return false;
    process.kill(victim, 'SIGKILL');
    return true;
  }

  async turnCalendar(today: string): Promise<void> {
    this.today = today;
    this.child?.send({ today });
    await this.said();
  }

  async token(slug: string, name: string, role: string): Promise<string> {
    this.child?.send({ slug, name, role });
    return (await this.said()).token ?? '';
  }

  /** Sends a call; a connection that breaks is an answer like any other. */
  async call(
    token: string,
    method: 'GET' | 'POST',
    path: string,
    { type = 'application/json', body }: { readonly type?: string; readonly body?: unknown } = {},
  ): Promise<Answer> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.port}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          connection: 'close',
          ...(method === 'POST' && { 'content-type': type }),
        },
        ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
      });
      return { status: answer.status, body: await answer.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }

  async page(path: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(`http://127.0.0.1:${this.port}${path}`)).arrayBuffer());
  }

  private async said(): Promise<z.infer<typeof answers>> {
    const { child } = this;
    if (child === undefined) throw new Error('The service is not running.');
    const [message]: unknown[] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('The service stopped by itself.');
      }),
    ]);
    return answers.parse(message);
  }
}

function descendants(ancestor: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(/\nPPid:\t(\d+)/.exec(read(`/proc/${name}/status`))?.[1])]),
  );
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 0 && (pid === ancestor || isBelow(parents.get(pid)));
  return [...parents.keys()].filter((pid) => pid !== ancestor && isBelow(pid));
}

const isBrowser = (pid: number): boolean => read(`/proc/${pid}/cmdline`).includes('--remote-debugging-pipe');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
