import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metaAnalysis } from './meta-analysis.js';

const trials = (estimates: readonly number[], variances: readonly number[]) =>
  estimates.map((estimate, i) => ({ estimate, variance: variances[i] ?? 0 }));

/** Log risk ratios of the thirteen BCG trials: metafor::escalc(measure = "RR", …, data = dat.bcg). */
const BCG = trials(
  [
    -0.889311333920205, -1.58538865720143, -1.34807314829969, -1.44155119002131, -0.217547322211296,
    -0.786115585818864, -1.62089822359839, 0.0119523335238405, -0.469417648738149, -1.37134480347278,
    -0.339358828338391, 0.445913400571379, -0.0173139482168798,
  ],
  [
    0.325584765003961, 0.194581121398144, 0.415367965367965, 0.0200100319022476, 0.0512101721696309,
    0.00690561845590876, 0.223017247572315, 0.00396157929781773, 0.056434210463249, 0.0730247936130289,
    0.0124122139715597, 0.532505845200153, 0.0714046596839863,
  ],
);

describe('metaAnalysis', () => {
  // R: m <- rma(yi, vi, method = "REML", test = "knha", control = list(threshold = 1e-15, maxiter = 1e4)); predict(m)
  test.each([
    {
      name: 'BCG',
      data: BCG,
      want: {
        estimate: -0.7145323421581394,
        standardError: 0.18079174409284787,
        lower: -1.108443713685551,
        upper: -0.32062097063072803,
        pValue: 0.0019200150960572916,
        tau2: 0.31324325813648074,
        iSquared: 0.9222138452126896,
      },
      q: 152.2330080823733,
      prediction: [-1.9960168341962023, 0.5669521498799234],
    },
    {
      name: 'four letters',
      data: trials([0.021, 0.008, 0.035, -0.004], [0.00012, 0.00006, 0.0002, 0.00009]),
      want: {
        estimate: 0.012623560059519267,
        standardError: 0.007894028267846923,
        lower: -0.01249876103529533,
        upper: 0.03774588115433386,
        pValue: 0.20809152019696764,
        tau2: 0.00012011601172196503,
        iSquared: 0.537740206755022,
      },
      q: 6.359009009009012,
      prediction: [-0.030360875706379322, 0.05560799582541785],
    },
    {
      name: 'three that differ by less than chance: tau² is 0',
      data: trials([0.01, 0.012, 0.011], [0.0004, 0.0001, 0.0009]),
      want: {
        estimate: 0.011551020408163266,
        standardError: 0.0005544113349880052,
        lower: 0.009165580964273081,
        upper: 0.01393645985205345,
        pValue: 0.0022957571276473,
        tau2: 0,
        iSquared: 0,
      },
      q: 0.008367346938775512,
      prediction: [0.009165580964273081, 0.01393645985205345],
    },
    {
      name: 'two',
      data: trials([0.01, 0.08], [0.0001, 0.0002]),
      want: {
        estimate: 0.04428571428571426,
        standardError: 0.03499271061118825,
        lower: -0.4003388310137568,
        upper: 0.4889102595851853,
        pValue: 0.42571453875435433,
        tau2: 0.0023,
        iSquared: 0.9387755102040817,
      },
      q: 16.333333333333336,
      prediction: [-0.7100487973980713, 0.7986202259694998],
    },
  ])('$name', ({ data, want, q, prediction }) => {
    const got = metaAnalysis(data, 0.95);
    if (got.kind === 'undefined') throw new Error(got.reason);
    for (const [name, number] of Object.entries(want)) {
      expect(got[name as keyof typeof want]).toBeCloseTo(number, 9);
    }
    expect(got.heterogeneity.q).toBeCloseTo(q, 8);
    expect(got.prediction.lower).toBeCloseTo(prediction[0] ?? 0, 8);
    expect(got.prediction.upper).toBeCloseTo(prediction[1] ?? 0, 8);
    expect(got.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test.each([
    { name: 'no trial', data: [], reason: 'no-observations' },
    { name: 'one trial', data: trials([0.02], [0.0001]), reason: 'no-variation' },
    { name: 'the same estimate twice', data: trials([0.02, 0.02], [0.0001, 0.0003]), reason: 'no-variation' },
    { name: 'a trial without variance', data: trials([0.02, 0.01], [0, 0.0003]), reason: 'no-variation' },
  ])('$name: $reason', ({ data, reason }) => {
    expect(metaAnalysis(data, 0.95)).toEqual({ kind: 'undefined', reason });
  });

  test('moving or scaling all estimates moves or scales the answer', () => {
    const list = fc.array(
      fc.record({
        estimate: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        variance: fc.double({ min: 1e-6, max: 1e-2, noNaN: true }),
      }),
      { minLength: 3, maxLength: 12 },
    );
    fc.assert(
      fc.property(list, (data) => {
        const plain = metaAnalysis(data, 0.95);
        const percent = metaAnalysis(
          data.map(({ estimate, variance }) => ({ estimate: 5 + 100 * estimate, variance: 1e4 * variance })),
          0.95,
        );
        if (plain.kind === 'undefined' || percent.kind === 'undefined') return;
        expect(percent.estimate).toBeCloseTo(5 + 100 * plain.estimate, 6);
        expect(percent.tau2).toBeCloseTo(1e4 * plain.tau2, 4);
        expect(plain.tau2).toBeGreaterThanOrEqual(0);
      }),
      { seed: 20261124, numRuns: 60 },
    );
  });
});
