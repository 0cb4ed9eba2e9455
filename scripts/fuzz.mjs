// Sends the service whatever chance thinks of, for long: FUZZ_RUNS tries of each property (default 2000).
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { main } from './lib/stop.mjs';
import { runTool } from './lib/tools.mjs';

await main(async () => {
  const node = await setup(new Progress(process.stderr));
  process.env.FUZZ_RUNS ??= '2000';
  return runTool(node, 'vitest', ['run', '--project', 'system', 'test/integration/fuzz-http.spec.ts']);
});
