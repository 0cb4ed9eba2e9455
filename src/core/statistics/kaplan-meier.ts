import { normalCritical } from './distributions.js';
import { type Result, undefinedResult, value } from './result.js';

/** What happened at one time since the letter, of one arm. A table of days is all that the analysis needs. */
export interface TimeCount {
  /** Time since mailing, in the unit of the trial (days), ≥ 0. */
  readonly time: number;
  /** Recipients who responded at this time. */
  readonly responses: number;
  /** Recipients whose follow-up ended at this time without a response (censored): they were still at risk then. */
  readonly censored: number;
}

export type SurvivalInterval = 'log' | 'log-log' | 'plain';

export interface CurvePoint {
  readonly time: number;
  /** Recipients without a response just before this time. */
  readonly atRisk: number;
  /** Share without a response after this time. */
  readonly survival: number;
  /** Share that has responded by this time: 1 − survival. */
  readonly cumulativeResponse: number;
  /** Standard error of the survival; null where nobody is left, as the variance is 0/0 there. */
  readonly stdErrGreenwood: number | null;
  /**
   * Of the survival; undefined where nobody is left, and with log-log where nobody has responded yet: the logarithm of
   * the logarithm of 1 does not exist.
   */
  readonly interval: Result<{ readonly lower: number; readonly upper: number }>;
}

export interface SurvivalCurve {
  readonly recipients: number;
  /** One point for each time in the data, rising; times of censoring alone included. */
  readonly points: readonly CurvePoint[];
  /** Time by which half has responded; undefined (`not-reached`) when fewer than half did. */
  readonly median: Result<{ readonly time: number }>;
}

/** Rows (one a recipient) as the table that the other functions read. `responded` false is censored at `time`. */
export function countTimes(
  rows: Iterable<{ readonly time: number; readonly responded: boolean }>,
): TimeCount[] {
  const counts = new Map<number, { responses: number; censored: number }>();
  for (const { time, responded } of rows) {
    const count = counts.get(time) ?? { responses: 0, censored: 0 };
    if (responded) count.responses += 1;
    else count.censored += 1;
    counts.set(time, count);
  }
  return [...counts].map(([time, count]) => ({ time, ...count })).sort((a, b) => a.time - b.time);
}

/**
 * Kaplan–Meier curve of the time to response with Greenwood's standard error.
 * Equals R's survival::survfit(Surv(time, event) ~ 1, conf.type, conf.int).
 * @param counts in any order; a time may come more than once
 * @param level confidence level of the pointwise intervals, in (0, 1)
 * @returns undefined `no-observations` for an empty arm
 * @see Kaplan & Meier (1958) JASA 53, 457–481; Kalbfleisch & Prentice (2002), section 1.4 for the log-log interval
 */
export function kaplanMeier(
  counts: readonly TimeCount[],
  intervalType: SurvivalInterval,
  level: number,
): Result<SurvivalCurve> {
  const table = mergeTimes(counts);
  const recipients = table.reduce((sum, row) => sum + row.responses + row.censored, 0);
  if (recipients === 0) return undefinedResult('no-observations');
  const z = normalCritical(level);
  const points: CurvePoint[] = [];
  let atRisk = recipients;
  let survival = 1;
  let greenwood = 0;
  for (const { time, responses, censored } of table) {
    survival *= (atRisk - responses) / atRisk;
    if (responses > 0) greenwood += responses / (atRisk * (atRisk - responses));
    points.push(curvePoint(time, atRisk, survival, greenwood, intervalType, z));
    atRisk -= responses + censored;
  }
  return value({ recipients, points, median: medianTime(points) });
}

/**
 * The curve read at any time: nobody has responded before the first time, and the last value is kept after the last
 * (with nobody at risk any more), as R's summary(survfit, times, extend = TRUE) does.
 */
export function curveAt(curve: SurvivalCurve, time: number): CurvePoint {
  const next = curve.points.findIndex((point) => point.time >= time);
  const atRisk = next === -1 ? 0 : (curve.points[next]?.atRisk ?? 0);
  const passed = curve.points.findLast((point) => point.time <= time);
  if (passed !== undefined) return { ...passed, time, atRisk };
  return {
    time,
    atRisk,
    survival: 1,
    cumulativeResponse: 0,
    stdErrGreenwood: 0,
    interval: value({ lower: 1, upper: 1 }),
  };
}

/** Times in order, each once, without the empty ones. */
export function mergeTimes(counts: readonly TimeCount[]): TimeCount[] {
  const merged = new Map<number, { responses: number; censored: number }>();
  for (const { time, responses, censored } of counts) {
    const sum = merged.get(time) ?? { responses: 0, censored: 0 };
    sum.responses += responses;
    sum.censored += censored;
    merged.set(time, sum);
  }
  return [...merged]
    .map(([time, sum]) => ({ time, ...sum }))
    .filter((row) => row.responses + row.censored > 0)
    .sort((a, b) => a.time - b.time);
}

function curvePoint(
  time: number,
  atRisk: number,
  survival: number,
  greenwood: number,
  intervalType: SurvivalInterval,
  z: number,
): CurvePoint {
  const point = { time, atRisk, survival, cumulativeResponse: 1 - survival };
  if (survival === 0) return { ...point, stdErrGreenwood: null, interval: undefinedResult('zero-cell') };
  // The standard error of log S; that of S itself is S times as large.
  const seLog = Math.sqrt(greenwood);
  const interval = survivalLimits(survival, seLog, intervalType, z);
  return { ...point, stdErrGreenwood: survival * seLog, interval };
}

function survivalLimits(
  survival: number,
  seLog: number,
  intervalType: SurvivalInterval,
  z: number,
): CurvePoint['interval'] {
  switch (intervalType) {
    case 'log': {
      const upper = Math.exp(Math.log(survival) + z * seLog);
      return value({ lower: Math.exp(Math.log(survival) - z * seLog), upper: Math.min(1, upper) });
    }
    case 'log-log': {
      if (survival === 1) return undefinedResult('no-variation');
      const width = (z * seLog) / Math.log(survival);
      return value({ lower: survival ** Math.exp(-width), upper: survival ** Math.exp(width) });
    }
    case 'plain': {
      const half = z * seLog * survival;
      return value({ lower: Math.max(0, survival - half), upper: Math.min(1, survival + half) });
    }
  }
}

/** What R takes for equal to a half (survival:::survmean): products of fractions seldom hit it to the last bit. */
const HALF_TOLERANCE = Math.sqrt(Number.EPSILON);

/** Where the curve lies at exactly a half for a while, the middle of that stretch, as R's print.survfit has it. */
function medianTime(points: readonly CurvePoint[]): Result<{ readonly time: number }> {
  const reached = points.find((point) => point.survival < 0.5 + HALF_TOLERANCE);
  if (reached === undefined) return undefinedResult('not-reached');
  const flat = Math.abs(reached.survival - 0.5) < HALF_TOLERANCE;
  const below = flat ? points.find((point) => point.survival < reached.survival) : undefined;
  return value({ time: below === undefined ? reached.time : (reached.time + below.time) / 2 });
}
