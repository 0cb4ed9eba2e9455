// npm test: makes the clone ready, checks the house rules, and runs the tests. `npm test -- PATH` runs those tests only.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { main, Stop } from './lib/stop.mjs';
import { text } from './lib/texts.mjs';
import { runTool } from './lib/tools.mjs';

/** What must hold before a test is worth running, cheapest first. */
const checks = [
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json', '--noEmit']],
  ['dependencies', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
];

/** vitest's own account of the run, in one line. */
function outcome(file) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  return text('test.outcome', {
    passed: result.numPassedTests,
    failed: result.numFailedTests,
    skipped: result.numPendingTests + result.numTodoTests,
    files: result.testResults.length,
  });
}

async function check(node, progress) {
  for (const [name, tool, args] of checks) {
    progress.say(text(`test.${name}`));
    if ((await runTool(node, tool, args)) !== 0)
      throw new Stop('check-failed', { name: text(`test.${name}`) });
  }
}

await main(async () => {
  const progress = new Progress();
  const node = await setup(progress);
  const args = process.argv.slice(2);
  if (args.length === 0) await check(node, progress);
  progress.say(text('test.tests'));
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-result-'));
  const file = join(folder, 'result.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runTool(node, 'vitest', ['run', ...reporters, ...args]);
    progress.say(outcome(file));
    return code;
  } catch (error) {
    if (error.code === 'ENOENT') throw new Stop('no-tests-run');
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
