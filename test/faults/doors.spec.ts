import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

let child: ChildProcess;
afterEach(() => {
  child.kill('SIGKILL');
});

interface Ended {
  readonly code: unknown;
  readonly output: string;
}

/** Opens a door in a process of its own, with English on its terminal. */
function openDoor(how: string, env: Record<string, string> = {}): () => Promise<Ended> {
  child = fork(join(import.meta.dirname, 'keep-door-open.ts'), [how], {
    execArgv: ['--import', join(dirname(import.meta.dirname), 'support', 'typescript-in-child.mjs')],
    env: { PATH: process.env['PATH'], LANG: 'en_GB.UTF-8', ...env },
    silent: true,
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  return async () => {
    const [code]: unknown[] = await closed;
    return { code, output };
  };
}

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
  '%s closes what is open, the last opened first, and is no failure',
  async (signal) => {
    const end = openDoor('at once');
    await once(child, 'message');
    child.kill(signal);
    expect(await end()).toEqual({ code: 0, output: 'Stopping …\nservice closed\ndatabase closed\n' });
  },
);

test('a second Ctrl-C does not wait for what closes slowly', async () => {
  const end = openDoor('slowly');
  await once(child, 'message');
  child.kill('SIGINT');
  await once(child.stdout ?? child, 'data');
  child.kill('SIGINT');
  expect(await end()).toEqual({ code: 130, output: 'Stopping …\n' });
});

test('a door that does not open says so in one line, and closes what was open already', async () => {
  const end = openDoor('refused');
  expect(await end()).toEqual({
    code: 1,
    output:
      'Port 3000 is in use already. Stop the other program, or choose another port: PORT=3001 npm start\ndatabase closed\n',
  });
});

test('a wrong setting is refused in one line before anything is opened', async () => {
  const end = openDoor('at once', { OPENBRIEF_WORKER: '2' });
  expect(await end()).toEqual({
    code: 1,
    output:
      'These settings are wrong or unknown: OPENBRIEF_WORKER. Correct the environment variables; docs/install.md lists them all.\n',
  });
});
