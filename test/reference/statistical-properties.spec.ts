import { describe, expect, test } from 'vitest';
import { clusterCoverage } from '../../src/validation/cluster-coverage.js';
import { newcombeCoverage, wilsonCoverage } from '../../src/validation/exact-coverage.js';
import { falseAlarms, type SimulatedShare } from '../../src/validation/false-alarms.js';
import {
  falseAlarmsOfLooks,
  missesOfSequence,
  powerAsPromised,
} from '../../src/validation/looks-and-power.js';

/** Short versions with fixed seeds of what `npm run validate` does at length. Three standard errors are for chance. */
const chance = (share: number, { replications }: SimulatedShare): number =>
  3 * Math.sqrt((share * (1 - share)) / replications);

describe('intervals hold the truth about as often as they say, over all outcomes', () => {
  test.each([20, 100, 500])('Wilson with %i recipients', (n) => {
    // A fine grid: for a single rate the coverage jumps up and down with whole numbers of responses.
    const coverages = Array.from({ length: 99 }, (_, i) => wilsonCoverage(n, (i + 1) / 100, 0.95));
    const mean = coverages.reduce((sum, coverage) => sum + coverage, 0) / coverages.length;
    expect(mean).toBeGreaterThan(0.945);
    expect(mean).toBeLessThan(0.96);
    // Known dips close to 0 and 1 (Brown, Cai & DasGupta 2001, Statist. Science 16, 101–133).
    expect(Math.min(...coverages)).toBeGreaterThan(0.83);
  });

  test.each([
    { n1: 40, n0: 40 },
    { n1: 100, n0: 30 },
  ])('Newcombe with $n1 and $n0 recipients', ({ n1, n0 }) => {
    for (const [p1, p0] of [
      [0.1, 0.1],
      [0.2, 0.1],
      [0.5, 0.4],
      [0.95, 0.9],
    ] as const) {
      const coverage = newcombeCoverage(n1, p1, n0, p0, 0.95);
      expect(coverage).toBeGreaterThan(0.93);
      expect(coverage).toBeLessThan(0.99);
    }
  });
});

describe('the draw and the analysis together raise no more false alarms than they say', () => {
  test.each(['plain', 'stratified', 'clustered', 'factorial'] as const)('%s', (design) => {
    const alarms = falseAlarms(design, 500);
    expect(alarms.share).toBeLessThan(0.05 + chance(0.05, alarms));
    expect(alarms.share).toBeGreaterThan(0.05 - 1.5 * chance(0.05, alarms));
  });

  test.each(['obrien-fleming', 'pocock', 'lan-demets-obf', 'lan-demets-pocock'] as const)(
    'looks with %s',
    (type) => {
      const alarms = falseAlarmsOfLooks(type, 1000);
      expect(alarms.share).toBeLessThan(0.05 + chance(0.05, alarms));
      expect(alarms.share).toBeGreaterThan(0.01);
    },
  );

  test('watching all the time', () => {
    const misses = missesOfSequence(200);
    expect(misses.share).toBeLessThan(0.05 + chance(0.05, misses));
  });
});

test('few clusters of unequal size: CR2 holds, and forgetting the clusters does not', () => {
  const { cr2, people } = clusterCoverage(24, 800);
  expect(cr2.share).toBeGreaterThan(0.95 - chance(0.95, cr2) - 0.01);
  expect(people.share).toBeLessThan(0.92);
});

test.each([
  { p0: 0.3, p1: 0.4, power: 0.8 },
  { p0: 0.1, p1: 0.16, power: 0.9 },
])('a difference of $p0 and $p1 is found as often as was promised ($power)', ({ p0, p1, power }) => {
  const found = powerAsPromised(p0, p1, power, 500);
  expect(Math.abs(found.share - power)).toBeLessThan(chance(power, found) + 0.01);
});
