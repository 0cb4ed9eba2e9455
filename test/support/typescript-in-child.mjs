// Loaded by `node --import` into a process of its own that a test starts: reads our TypeScript as it stands.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const options = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2024,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

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
    const { outputText } = ts.transpileModule(source, { compilerOptions: options, fileName: url });
    return { format: 'module', source: outputText, shortCircuit: true };
  },
});
