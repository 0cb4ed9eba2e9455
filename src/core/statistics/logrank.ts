import { chiSquareUpperTail } from './distributions.js';
import { mergeTimes, type TimeCount } from './kaplan-meier.js';
import { dot, invertPositiveDefinite, times } from './linear-algebra.js';
import { type Result, undefinedResult, value } from './result.js';

export interface Logrank {
  /** Responses per arm, in the order of the arms given. */
  readonly observed: readonly number[];
  /** Responses that would be expected if all arms had one curve. */
  readonly expected: readonly number[];
  readonly test: Result<LogrankTest>;
}

export interface LogrankTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

interface EventTime {
  readonly responses: number[];
  readonly atRisk: number[];
}

/**
 * Log-rank test that arms have the same time to response, with the hypergeometric variance for ties.
 * Equals R's survival::survdiff(Surv(time, event) ~ group, rho = 0).
 * @param arms a table of times per arm, see `countTimes`
 * @returns undefined `no-observations` with nobody in it; the test alone is undefined `empty-arm` when fewer than two
 *   arms were ever at risk at a response, `no-variation` when nobody responded, `singular` when arms were never at risk
 *   together
 * @see Peto & Peto (1972) J. R. Statist. Soc. A 135, 185–207; Harrington & Fleming (1982) Biometrika 69, 553–566
 */
export function logrank(arms: readonly (readonly TimeCount[])[]): Result<Logrank> {
  const tables = arms.map(mergeTimes);
  if (tables.every((table) => table.length === 0)) return undefinedResult('no-observations');
  const events = eventTimes(tables);
  const observed = arms.map((_, arm) => total(events.map((event) => event.responses[arm] ?? 0)));
  const expected = arms.map(() => 0);
  const variance = arms.map(() => arms.map(() => 0));
  for (const { responses, atRisk } of events) addEvent(responses, atRisk, expected, variance);
  const test: Result<LogrankTest> =
    events.length === 0 ? undefinedResult('no-variation') : testOf(observed, expected, variance);
  return value({ observed, expected, test });
}

function testOf(
  observed: readonly number[],
  expected: readonly number[],
  variance: readonly (readonly number[])[],
): Result<LogrankTest> {
  // An arm that nobody was at risk in says nothing: R drops it from the test, and one more as they sum to 0.
  const tested = expected.map((_, arm) => arm).filter((arm) => (expected[arm] ?? 0) > 0);
  if (tested.length < 2) return undefinedResult('empty-arm');
  const free = tested.slice(1);
  const excess = free.map((arm) => (observed[arm] ?? 0) - (expected[arm] ?? 0));
  const inverse = invertPositiveDefinite(free.map((i) => free.map((j) => variance[i]?.[j] ?? 0)));
  if (inverse === null) return undefinedResult('singular');
  const chiSquare = dot(excess, times(inverse, excess));
  return value({
    chiSquare,
    degreesOfFreedom: free.length,
    pValue: chiSquareUpperTail(chiSquare, free.length),
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Each time at which anybody responded, with responses and numbers at risk per arm. */
function eventTimes(tables: readonly (readonly TimeCount[])[]): EventTime[] {
  const byTime = new Map<number, { responses: number[]; leaving: number[] }>();
  tables.forEach((table, arm) => {
    for (const { time, responses, censored } of table) {
      const row = byTime.get(time) ?? { responses: tables.map(() => 0), leaving: tables.map(() => 0) };
      row.responses[arm] = responses;
      row.leaving[arm] = responses + censored;
      byTime.set(time, row);
    }
  });
  let atRisk = tables.map((table) => total(table.map((row) => row.responses + row.censored)));
  const events: EventTime[] = [];
  for (const [, { responses, leaving }] of [...byTime].sort(([a], [b]) => a - b)) {
    if (total(responses) > 0) events.push({ responses, atRisk });
    atRisk = atRisk.map((count, arm) => count - (leaving[arm] ?? 0));
  }
  return events;
}

/** Mean and covariance of the responses per arm at one time, given their total: multivariate hypergeometric. */
function addEvent(
  responses: readonly number[],
  atRisk: readonly number[],
  expected: number[],
  variance: number[][],
): void {
  const all = total(atRisk);
  const responded = total(responses);
  const factor = all > 1 ? (responded * (all - responded)) / (all - 1) : 0;
  atRisk.forEach((inArm, arm) => {
    const share = inArm / all;
    expected[arm] = (expected[arm] ?? 0) + responded * share;
    const row = variance[arm] ?? [];
    atRisk.forEach((inOther, other) => {
      row[other] = (row[other] ?? 0) + factor * share * ((arm === other ? 1 : 0) - inOther / all);
    });
  });
}
