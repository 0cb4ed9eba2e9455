// Kills the service, its database and its browser at every step of a trial, many times: FAULT_RUNS seeds (default 20).
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { main } from './lib/stop.mjs';
import { runTool } from './lib/tools.mjs';

await main(async () => {
  const node = await setup(new Progress(process.stderr));
  const first = Number(process.env.FAULT_SEED ?? 1);
  const runs = Number(process.env.FAULT_RUNS ?? 20);
  for (let seed = first; seed < first + runs; seed += 1) {
    process.env.FAULT_SEED = String(seed);
    const files = ['test/faults/killed-service.spec.ts', 'test/faults/killed-workers.spec.ts'];
    const code = await runTool(node, 'vitest', ['run', '--project', 'system', ...files]);
    if (code !== 0) return code;
  }
  return 0;
});
