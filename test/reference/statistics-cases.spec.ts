import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runVerifyStatistics } from '../../src/statistics-kit/run-verify-statistics.js';

const cases = '../shared/reference/statistics/public-cases.json';
const given = existsSync(cases);

test.runIf(given)('the validation kit holds every case of the reference file', async () => {
  const lines: string[] = [];
  const exitCode = await runVerifyStatistics([cases], (line) => lines.push(line));
  expect(lines.filter((line) => line.startsWith('MISS'))).toEqual([]);
  expect(exitCode).toBe(0);
  console.log(lines.join('\n'));
});

test.runIf(!given)(`skipped: the reference cases are not at ${cases}`, () => {
  expect(existsSync(cases)).toBe(false);
});
