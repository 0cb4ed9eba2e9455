// Runs a tool of node_modules/.bin (tsc, oxlint, prettier, …), or `node` itself, on the Node.js the project needs:
//   node scripts/with-runtime.mjs TOOL [ARGUMENTS]
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { main } from './lib/stop.mjs';
import { runTool } from './lib/tools.mjs';

await main(async () => {
  const [tool, ...args] = process.argv.slice(2);
  return runTool(await setup(new Progress(process.stderr)), tool, args);
});
