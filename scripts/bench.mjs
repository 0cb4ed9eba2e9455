// npm run bench: compiles the service with its benchmarks and runs them.
import { build } from './lib/build.mjs';
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { nodeFlags } from './lib/node-flags.mjs';
import { main } from './lib/stop.mjs';
import { runTool } from './lib/tools.mjs';

await main(async () => {
  const progress = new Progress(process.stderr);
  const node = await setup(progress);
  await build(node, progress, {
    project: 'tsconfig.bench.json',
    folders: ['src', 'bench'],
    output: 'dist/bench',
  });
  // --expose-gc: memory is measured after a collection, or it is the collector's mood that is measured.
  const run = [...nodeFlags('dist', 'bench', 'src'), '--expose-gc', 'dist/bench/bench/run.js'];
  return runTool(node, 'node', [...run, ...process.argv.slice(2)]);
});
