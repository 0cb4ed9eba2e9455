import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** Windows finds npm.cmd and its like through its shell only. */
const shell = process.platform === 'win32';

/** The exit code as a shell would give it, also when a signal ended the process. */
const exitCodeOf = (code, signal) => code ?? (signal === 'SIGINT' ? 130 : 143);

/**
 * Runs a command with its output shown as it is.
 * @returns its exit code
 */
export function show(command, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    // Ctrl-C reaches the child by itself; we only wait for its end. The others come to us alone, and are passed on.
    const wait = () => undefined;
    const passOn = (signal) => child.kill(signal);
    const handlers = { SIGINT: wait, SIGTERM: passOn, SIGHUP: passOn };
    for (const [signal, handle] of Object.entries(handlers)) process.on(signal, handle);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const [name, handle] of Object.entries(handlers)) process.off(name, handle);
      resolve(exitCodeOf(code, signal));
    });
  });
}

/**
 * Runs a command whose output only matters when it fails, with a moving line while it is busy.
 * @returns its exit code, all it said, and how long it took
 */
export function follow(command, args, progress, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve) => {
    const line = progress.moving();
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk) => {
      output += chunk;
      const words = lastLine(String(chunk));
      // npm's opinions on its settings say nothing about how far it is.
      if (!words.startsWith('npm warn')) line.move(words);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ code: 127, output: error.message, took: line.end() }));
    child.once('close', (code, signal) =>
      resolve({ code: exitCodeOf(code, signal), output, took: line.end() }),
    );
  });
}

const lastLine = (words) => words.trim().split('\n').pop().trim();

/** The line of a failed command's output that says most: npm's first error, or else the last thing said. */
export function reasonOf(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter(
    (line) => /^(npm (error|ERR!)|E:|Error)/.test(line) && !/A complete log/.test(line),
  );
  return errors.find((line) => !/ (code|errno|syscall) /.test(line)) ?? errors[0] ?? lastLine(output);
}
