import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../src/platform/process/project-root.js';

/** Runs one of the scripts as an operator would, from another folder, with English on the terminal. */
function run(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, 'scripts', script), ...args],
    {
      encoding: 'utf8',
      cwd: tmpdir(),
      env: { ...process.env, LC_ALL: 'en_GB.UTF-8', ...env },
    },
  );
  return { status, stdout, stderr };
}

describe('a tool on the right Node.js', () => {
  test('gets its arguments, and its exit code is passed on', () => {
    const code = 'process.stdout.write(process.argv.slice(1).join()); process.exitCode = 3';
    const args = ['node', '--eval', code, '--', 'a b', '--json'];
    expect(run('with-runtime.mjs', args)).toMatchObject({ status: 3, stdout: 'a b,--json' });
  });

  test('is stopped with the script that runs it', async () => {
    const code = "process.stdout.write('ready'); setInterval(() => undefined, 1000)";
    const script = join(projectRoot, 'scripts', 'with-runtime.mjs');
    const child = spawn(process.execPath, [script, 'node', '--eval', code]);
    // The output closes when the last process that writes to it has ended.
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await closed).toEqual([143, null]);
  });

  test('is found before an older one by whatever it starts', () => {
    const code = "process.stdout.write(require('child_process').execSync('node --version').toString())";
    expect(run('with-runtime.mjs', ['node', '--eval', code]).stdout.trim()).toBe(process.version);
  });

  test('that is not there is refused in one line', () => {
    expect(run('with-runtime.mjs', ['no-such-tool'])).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'The tool no-such-tool is not installed: check the name, or remove node_modules and try again.\n',
    });
  });
});

test('a browser that is named and not there is refused in one line, with the name', () => {
  const { status, stderr } = run('with-runtime.mjs', ['node', '--version'], {
    PUPPETEER_EXECUTABLE_PATH: '/no/such/browser',
  });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('/no/such/browser');
});
