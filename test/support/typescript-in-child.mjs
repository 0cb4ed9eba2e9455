// Loaded by `node --import` into a process of its own that a test starts: reads our TypeScript as it stands. What it
// made of a file is kept by the file's hash, so that a process that is killed and started again is there at once.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const kept = fileURLToPath(new URL('../../node_modules/.cache/typescript-in-child/', import.meta.url));
mkdirSync(kept, { recursive: true });

/** Loaded when there is something to compile only: it is large. */
let ts;

function compile(source, url) {
  ts ??= require('typescript');
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2024,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  return ts.transpileModule(source, { compilerOptions, fileName: url }).outputText;
}

registerHooks({
  resolve(specifier, context, next) {
    const source = specifier.replace(/\.js$/, '.ts');
    const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return isOurs && existsSync(new URL(source, context.parentURL))
      ? next(source, context)
      : next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const source = readFileSync(fileURLToPath(url), 'utf8');
    const file = join(kept, `${createHash('sha256').update(source).digest('hex')}.js`);
    if (!existsSync(file)) {
      // Written whole or not at all: this process may be killed, and another may be doing the same.
      writeFileSync(`${file}.${process.pid}`, compile(source, url));
      renameSync(`${file}.${process.pid}`, file);
    }
    return { format: 'module', source: readFileSync(file, 'utf8'), shortCircuit: true };
  },
});
