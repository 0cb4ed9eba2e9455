// npm test: makes the clone ready, checks the house rules, and runs the tests. `npm test -- PATH` runs those tests only.
import { inRoot } from './lib/paths.mjs';
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { main, Stop } from './lib/stop.mjs';
import { text } from './lib/texts.mjs';
import { runTool } from './lib/tools.mjs';

/** The house rules, cheapest first. */
const checks = [
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json', '--noEmit']],
  ['dependencies', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
];

/** Runs all of them, so that one run tells all there is to mend. @returns the names of those that failed */
async function check(node, progress) {
  const failed = [];
  for (const [name, tool, args] of checks) {
    progress.say(text(`test.${name}`));
    if ((await runTool(node, tool, args)) !== 0) failed.push(text(`test.${name}`));
  }
  return failed;
}

await main(async () => {
  const progress = new Progress();
  const node = await setup(progress);
  const args = process.argv.slice(2);
  const failed = args.length === 0 ? await check(node, progress) : [];
  progress.say(text('test.tests'));
  const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'lib', 'outcome-reporter.mjs')}`];
  const code = await runTool(node, 'vitest', ['run', ...reporters, ...args]);
  if (failed.length > 0) throw new Stop('check-failed', { names: failed.join(', ') });
  return code;
});
