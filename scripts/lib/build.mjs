import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { follow } from './run.mjs';
import { environmentOf } from './runtime.mjs';
import { Stop } from './stop.mjs';
import { text } from './texts.mjs';

/** All files of a folder that the compiler reads, in a fixed order. */
function sources(folder) {
  return readdirSync(inRoot(folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sources(path);
      return /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.spec.ts') ? [path] : [];
    })
    .sort();
}

function describe(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(`${file}\n${statSync(inRoot(file)).size}\n`).update(readFileSync(inRoot(file)));
  return `${hash.digest('hex')}\n${files.join('\n')}`;
}

/** The first compiler error, without the hundred that follow from it. */
const firstError = (output) => output.split('\n').find((line) => /error TS\d+/.test(line)) ?? output.trim();

/**
 * Compiles where a source has changed since the last time.
 * @param options.project the tsconfig file; `folders` what it compiles; `output` where it writes
 */
export async function build(node, progress, options = {}) {
  const { project = 'tsconfig.build.json', folders = ['src'], output = 'dist' } = options;
  const files = [...folders.flatMap(sources), 'tsconfig.json', project, 'package-lock.json'];
  const stamp = inRoot(output, '.stamp');
  const wanted = describe(files);
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (before === wanted) return;
  // What was compiled from a file that is gone must not live on.
  const now = new Set(files);
  const gone = before
    .split('\n')
    .slice(1)
    .some((file) => !now.has(file));
  if (before === '' || gone) rmSync(inRoot(output), { recursive: true, force: true });
  rmSync(stamp, { force: true });
  progress.say(text('steps.build'));
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const result = await follow(node, [tsc, '-p', project], progress, { env: environmentOf(node) });
  if (result.code !== 0) throw new Stop('build-failed', { reason: firstError(result.output) });
  mkdirSync(inRoot(output), { recursive: true });
  writeFileSync(join(inRoot(output), '.stamp'), wanted);
  progress.say(text('steps.done', { took: result.took }));
}
