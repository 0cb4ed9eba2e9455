// Runs the validation of the statistics against published numbers and simulation (src/validation).
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { nodeFlags } from './lib/node-flags.mjs';
import { main } from './lib/stop.mjs';
import { runTool } from './lib/tools.mjs';

await main(async () => {
  const node = await setup(new Progress(process.stderr), { compile: true });
  return runTool(node, 'node', [...nodeFlags('dist'), 'dist/validation/run.js', ...process.argv.slice(2)]);
});
