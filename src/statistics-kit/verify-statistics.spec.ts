import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareNumbers } from './compare-numbers.js';
import { METHODS } from './methods.js';
import { runVerifyStatistics } from './run-verify-statistics.js';
import { verifyStatistics } from './verify-statistics.js';

const wilson = {
  id: 'w-1',
  method: 'wilson_interval',
  input: { x: 81, n: 263, confLevel: 0.95, continuityCorrection: false },
  expected: { estimate: 0.30798479087452474, lower: 0.2552885198782742, upper: 0.36620957698280004 },
};

const verify = (...cases: readonly unknown[]) =>
  verifyStatistics([{ name: 'cases.json', text: JSON.stringify(cases) }], METHODS);

test('a case that holds: one line for its method, exit code 0', () => {
  const report = verify(wilson);
  expect(report.exitCode).toBe(0);
  expect(report.lines).toHaveLength(2);
  expect(report.lines[0]).toMatch(/^wilson_interval {2}cases 1 {2}passed 1 {2}largest relative error \d/);
  expect(report.lines[1]).toBe('1 of 1 cases hold');
});

test('files may hold cases in an object, and may number alike', () => {
  const text = JSON.stringify({ cases: [wilson] });
  const report = verifyStatistics(
    [
      { name: 'a', text },
      { name: 'b', text },
    ],
    METHODS,
  );
  expect(report.exitCode).toBe(0);
  expect(report.methods).toMatchObject([{ cases: 2, passed: 2 }]);
});

describe('a miss is said in a line and gives exit code 1', () => {
  test.each<{ name: string; one: unknown; line: string | RegExp }>([
    {
      name: 'a number that differs in the eighth digit',
      one: { ...wilson, expected: { ...wilson.expected, lower: 0.2552885398782742 } },
      line: 'MISS w-1 wilson_interval lower: got 0.2552885198782742, want 0.2552885398782742',
    },
    {
      name: 'a number where there should be none',
      one: { ...wilson, expected: { estimate: null } },
      line: 'MISS w-1 wilson_interval estimate: got 0.30798479087452474, want undefined',
    },
    {
      name: 'none where there should be a number',
      one: { ...wilson, input: { ...wilson.input, x: 0, n: 0 } },
      line: 'MISS w-1 wilson_interval estimate: got undefined, want 0.30798479087452474',
    },
    {
      name: 'a name that is not computed',
      one: { ...wilson, expected: { middle: 1 } },
      line: /middle: got undefined/,
    },
    {
      name: 'an unknown method',
      one: { ...wilson, method: 'tea_leaves' },
      line: 'MISS w-1 tea_leaves: this method is not known here',
    },
    {
      name: 'a method named as a part of every object',
      one: { ...wilson, method: 'constructor' },
      line: /not known here/,
    },
    {
      name: 'more responses than recipients',
      one: { ...wilson, input: { ...wilson.input, x: 300 } },
      line: /malformed input: .*more responses than recipients/,
    },
    { name: 'a missing input', one: { ...wilson, input: { x: 1 } }, line: /malformed input: n:/ },
    {
      name: 'a text for a number',
      one: { ...wilson, expected: { lower: 'about a quarter' } },
      line: /could not be computed: lower: "about a quarter" is not a number/,
    },
    {
      name: 'a case without an id',
      one: { method: 'wilson_interval' },
      line: /^MISS cases\.json case 1: id:/,
    },
    { name: 'a case that is none', one: 7, line: /^MISS cases\.json case 1/ },
  ])('$name', ({ one, line }) => {
    const report = verify(one);
    expect(report.exitCode).toBe(1);
    expect(report.misses[0]).toMatch(
      typeof line === 'string' ? new RegExp(`^${line.replaceAll('.', '\\.')}$`) : line,
    );
    expect(report.lines.at(-1)).toBe('0 of 1 cases hold');
  });

  test('an id that comes twice in a file', () => {
    expect(verify(wilson, wilson).misses).toEqual(['MISS w-1 wilson_interval: this id comes twice']);
  });

  test.each([
    { name: 'no JSON', text: '{', line: /^MISS cases\.json: is not JSON/ },
    { name: 'no cases', text: '{"id":1}', line: /holds no list of cases/ },
    { name: 'an empty list', text: '[]', line: /no cases were given/ },
  ])('a file with $name', ({ text, line }) => {
    const report = verifyStatistics([{ name: 'cases.json', text }], METHODS);
    expect(report.exitCode).toBe(1);
    expect(report.misses[0]).toMatch(line);
  });

  test('no file at all', () => {
    expect(verifyStatistics([], METHODS).exitCode).toBe(1);
  });
});

describe('numbers are compared by size, p-values near 0 by their ratio', () => {
  const usual = { tolerance: 1e-9 };
  test.each([
    { got: { a: 1e6 + 1e-4 }, want: { a: 1e6 }, holds: true },
    { got: { a: 1e-3 + 1e-10 }, want: { a: 1e-3 }, holds: true },
    { got: { a: 1e-3 + 1e-8 }, want: { a: 1e-3 }, holds: false },
    { got: { pValue: 1e-30 }, want: { pValue: 1e-20 }, holds: false },
    { got: { pValue: 1e-30 * (1 + 1e-8) }, want: { pValue: 1e-30 }, holds: true },
    { got: { pTwoSided: 0 }, want: { pTwoSided: 1e-45 }, holds: false },
    { got: { list: [1, 2, null] }, want: { list: [1, 2, null] }, holds: true },
    { got: { list: [1, 2] }, want: { list: [1, 2, 3] }, holds: false },
    { got: { a: Number.NaN }, want: { a: null }, holds: true },
    { got: { a: 'Infinity' as const }, want: { a: 'Infinity' }, holds: true },
    { got: { a: null }, want: { a: 'Infinity' }, holds: false },
    { got: { a: 'Infinity' as const }, want: { a: null }, holds: true },
    { got: { a: 7 }, want: { a: null }, holds: false },
    { got: { adjusted: [1e-9] }, want: { adjusted: [2e-9] }, holds: false },
    { got: { a: { b: 1 } }, want: { a: { b: 1 } }, holds: true },
    { got: {}, want: { published4dp: [0.1, 0.2] }, holds: true },
  ])('$got against $want', ({ got, want, holds }) => {
    expect(compareNumbers(got, want, usual).misses.length === 0).toBe(holds);
  });

  test('a coarser quantity has its own tolerance', () => {
    const bounds = { tolerance: 1e-7, toleranceOf: { criticalZ: 1e-5 } };
    const got = { criticalZ: [2.000009], alphaSpentCumulative: [0.05] };
    expect(compareNumbers(got, { criticalZ: [2], alphaSpentCumulative: [0.05] }, bounds).misses).toEqual([]);
    expect(
      compareNumbers(got, { criticalZ: [2], alphaSpentCumulative: [0.0501] }, bounds).misses,
    ).toHaveLength(1);
  });
});

test('from the command line: files, lines, and an exit code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cases-'));
  try {
    const path = join(folder, 'cases.json');
    await writeFile(path, JSON.stringify([wilson]));
    const lines: string[] = [];
    expect(await runVerifyStatistics([path], (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toBe('1 of 1 cases hold');
    expect(await runVerifyStatistics([path, join(folder, 'absent.json')], (line) => lines.push(line))).toBe(
      1,
    );
    expect(lines.some((line) => /absent\.json: cannot be read/.test(line))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
