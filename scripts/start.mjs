// npm start: makes the clone ready and serves it. Ctrl-C stops all of it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRoot, root } from './lib/paths.mjs';
import { Progress } from './lib/progress.mjs';
import { environmentOf } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';
import { nodeFlags } from './lib/node-flags.mjs';
import { main } from './lib/stop.mjs';

/** A terminal sends Ctrl-C to everybody at once and npm passes it on again: within this time it is one wish. */
const ONE_WISH_MS = 1_000;

/** How often to see whether the npm that started us is still there. */
const LOOK_MS = 1_000;

/**
 * Who started us: the shell that npm runs a script in, and npm. An orphan is given another parent, so that a change
 * means one of them was killed.
 */
function ancestors() {
  const shell = process.ppid;
  try {
    return `${shell} ${/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${shell}/status`, 'utf8'))[1]}`;
  } catch {
    return `${shell}`;
  }
}

function serve(node) {
  return new Promise((resolve, reject) => {
    const service = spawn(
      node,
      [...nodeFlags('dist'), '--import', './scripts/lib/end-with-parent.mjs', inRoot('dist', 'main.js')],
      {
        cwd: root,
        env: environmentOf(node),
        // The fourth is a line that breaks when we are killed; the service then stops too.
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        // Out of the terminal's group, so that it hears of Ctrl-C from us, and once.
        detached: process.platform !== 'win32',
      },
    );
    let asked = 0;
    const ask = (signal) => {
      if (Date.now() - asked > ONE_WISH_MS) service.kill(signal);
      asked = Date.now();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => ask(signal === 'SIGHUP' ? 'SIGTERM' : signal));
    const parents = ancestors();
    const look = setInterval(() => {
      if (ancestors() !== parents) ask('SIGTERM');
    }, LOOK_MS);
    if (process.env.npm_lifecycle_event !== 'start') clearInterval(look);
    service.once('error', reject);
    service.once('exit', (code, signal) => {
      clearInterval(look);
      // Stopped as asked is no failure.
      resolve(code ?? (asked > 0 ? 0 : signal === 'SIGKILL' ? 137 : 1));
    });
  });
}

await main(async () => serve(await setup(new Progress(), { compile: true })));
process.exit();
