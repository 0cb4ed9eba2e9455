import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTimes, curveAt, kaplanMeier, type SurvivalInterval } from './kaplan-meier.js';

const rows = (times: readonly number[], events: readonly number[]) =>
  countTimes(times.map((time, i) => ({ time, responded: events[i] === 1 })));

/** survival::aml, the maintained arm. */
const aml = rows([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]);

describe('kaplanMeier', () => {
  // R: summary(survfit(Surv(time, event) ~ 1, conf.type = …), times = 30)
  test.each<{ type: SurvivalInterval; lower: number; upper: number }>([
    { type: 'log', lower: 0.37686705950167976, upper: 0.9991576002284727 },
    { type: 'log-log', lower: 0.2657520400012861, upper: 0.8352992432502214 },
    { type: 'plain', lower: 0.3144824919464367, upper: 0.9127902353262904 },
  ])('$type interval of the aml data at 30', ({ type, lower, upper }) => {
    const curve = kaplanMeier(aml, type, 0.95);
    if (curve.kind === 'undefined') throw new Error(curve.reason);
    const point = curveAt(curve, 30);
    expect(point.atRisk).toBe(5);
    expect(point.survival).toBeCloseTo(0.6136363636363635, 12);
    if (point.interval.kind === 'undefined') throw new Error(point.interval.reason);
    expect(point.stdErrGreenwood).toBeCloseTo(0.152632331027312, 12);
    expect(point.interval.lower).toBeCloseTo(lower, 12);
    expect(point.interval.upper).toBeCloseTo(upper, 12);
    expect(curve.median).toEqual({ kind: 'value', time: 31 });
  });

  // R: summary(survfit(Surv(c(1,2,2,3), c(1,1,1,1)) ~ 1, conf.type = "log-log"), times = 0:4, extend = TRUE)
  test.each([
    { at: 0, atRisk: 4, survival: 1, limits: [1, 1] },
    { at: 1, atRisk: 4, survival: 0.75, limits: [0.12794691759514587, 0.9605486422850784] },
    { at: 2, atRisk: 3, survival: 0.25, limits: [0.008947824416603172, 0.6653253427888653] },
    { at: 3, atRisk: 1, survival: 0, limits: null },
    { at: 4, atRisk: 0, survival: 0, limits: null },
  ])('all respond: at $at', ({ at, atRisk, survival, limits }) => {
    const curve = kaplanMeier(rows([1, 2, 2, 3], [1, 1, 1, 1]), 'log-log', 0.95);
    if (curve.kind === 'undefined') throw new Error(curve.reason);
    const point = curveAt(curve, at);
    expect(point).toMatchObject({ atRisk, survival, cumulativeResponse: 1 - survival });
    if (limits === null) expect(point.interval).toEqual({ kind: 'undefined', reason: 'zero-cell' });
    else if (point.interval.kind === 'value') {
      expect(point.interval.lower).toBeCloseTo(limits[0] ?? 0, 12);
      expect(point.interval.upper).toBeCloseTo(limits[1] ?? 0, 12);
    } else throw new Error(point.interval.reason);
  });

  // R: summary(survfit(Surv(time, event) ~ 1))$table["median"]
  test.each([
    {
      name: 'in the middle of a stretch at exactly a half',
      times: [1, 2, 3, 4],
      events: [1, 1, 1, 1],
      median: 2.5,
    },
    {
      name: 'at the start of a stretch that never ends',
      times: [1, 2, 3, 4],
      events: [1, 1, 0, 0],
      median: 2,
    },
    { name: 'not reached', times: [1, 2, 3, 4], events: [1, 0, 0, 0], median: null },
    { name: 'not reached by four of ten', times: [1, 2, 2.5, 3, 4], events: [1, 1, 0, 0, 0], median: null },
  ])('median $name', ({ times, events, median }) => {
    const curve = kaplanMeier(rows(times, events), 'log', 0.95);
    const got = curve.kind === 'value' ? curve.median : curve;
    expect(got).toEqual(
      median === null ? { kind: 'undefined', reason: 'not-reached' } : { kind: 'value', time: median },
    );
  });

  test('nobody', () => {
    expect(kaplanMeier([], 'log', 0.95)).toEqual({ kind: 'undefined', reason: 'no-observations' });
    expect(kaplanMeier([{ time: 1, responses: 0, censored: 0 }], 'log', 0.95).kind).toBe('undefined');
  });

  test('nobody responds: the curve stays at 1, with certainty about nothing else', () => {
    const curve = kaplanMeier(rows([28, 28, 28], [0, 0, 0]), 'log-log', 0.95);
    expect(curve).toMatchObject({ recipients: 3, median: { kind: 'undefined' } });
    expect(curve.kind === 'value' && curveAt(curve, 28)).toMatchObject({
      survival: 1,
      stdErrGreenwood: 0,
      // R: NA, since log(-log(1)) does not exist; before the first time in the data it is 1.
      interval: { kind: 'undefined', reason: 'no-variation' },
    });
    expect(curve.kind === 'value' && curveAt(curve, 27)).toMatchObject({
      interval: { kind: 'value', lower: 1, upper: 1 },
    });
  });

  test('without censoring before the end it is the share without a response, with the binomial variance', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (days) => {
        const counts = countTimes(days.map((day) => ({ time: Math.min(day, 28), responded: day < 28 })));
        const curve = kaplanMeier(counts, 'plain', 0.95);
        if (curve.kind === 'undefined') throw new Error(curve.reason);
        const responded = days.filter((day) => day <= 14).length / days.length;
        const { cumulativeResponse, stdErrGreenwood } = curveAt(curve, 14);
        expect(cumulativeResponse).toBeCloseTo(responded, 10);
        if (stdErrGreenwood !== null) {
          expect(stdErrGreenwood ** 2).toBeCloseTo((responded * (1 - responded)) / days.length, 10);
        }
      }),
      { seed: 20261124 },
    );
  });

  test('counts at a million take no rows', () => {
    const curve = kaplanMeier(
      [
        { time: 7, responses: 200_000, censored: 0 },
        { time: 28, responses: 100_000, censored: 700_000 },
      ],
      'log-log',
      0.95,
    );
    expect(curve.kind === 'value' && curveAt(curve, 28).cumulativeResponse).toBeCloseTo(0.3, 12);
  });
});
