import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inRoot } from './paths.mjs';
import { text } from './texts.mjs';

const file = inRoot('.runtime', 'busy');

/** Number of the process that is installing or building, or 0 when it is gone. */
function holder() {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? -1 : 0;
  }
}

/** Two commands given at once must not install into one folder at once: the second waits for the first. */
export async function onlyOne(work, progress) {
  mkdirSync(inRoot('.runtime'), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (holder() === 0) rmSync(file, { force: true });
      else if (waited === 0) progress.say(text('steps.waiting'));
      await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
