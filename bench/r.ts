import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../src/platform/process/project-root.js';

/** Runs a script of this folder in R and reads the JSON that it prints; undefined where R or a package is missing. */
export function runR(script: string, values: readonly (string | number)[]): unknown {
  const { status, stdout } = spawnSync(
    'Rscript',
    [join(projectRoot, 'bench', script), ...values.map(String)],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0 || stdout.trim() === '') return undefined;
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const result: unknown = JSON.parse(last);
  return result;
}
