import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runVerifyStatistics } from '../../src/statistics-kit/run-verify-statistics.js';

const hasR = spawnSync('Rscript', ['--version']).status === 0;

test.runIf(hasR).each([20_261_124, 2])(
  'random and extreme counts come out as R computes them at this moment, seed %i',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'cases-'));
    try {
      const file = join(folder, 'cases.json');
      execFileSync('Rscript', ['test/reference/random-cases.R', String(seed), file]);
      const lines: string[] = [];
      await runVerifyStatistics([file], (line) => lines.push(line));
      expect(lines.filter((line) => line.startsWith('MISS'))).toEqual([]);
      expect(Number(/of (\d+) cases hold/.exec(lines.at(-1) ?? '')?.[1])).toBeGreaterThan(900);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test.runIf(!hasR)('skipped: R is not on this machine', () => {
  expect(hasR).toBe(false);
});
