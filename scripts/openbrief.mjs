#!/usr/bin/env node
// npx openbrief …: the command line. Makes the clone ready first, and says so only where there is something to do.
import { inRoot } from './lib/paths.mjs';
import { Progress } from './lib/progress.mjs';
import { environmentOf } from './lib/runtime.mjs';
import { show } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';
import { nodeFlags } from './lib/node-flags.mjs';
import { main } from './lib/stop.mjs';

await main(async () => {
  // stdout is the command's own: with --json a machine reads it.
  const node = await setup(new Progress(process.stderr), { compile: true });
  const command = [...nodeFlags('dist'), inRoot('dist', 'cli.js'), ...process.argv.slice(2)];
  return show(node, command, { env: environmentOf(node), cwd: process.cwd() });
});
