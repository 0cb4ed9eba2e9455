import { expect, test } from 'vitest';
import * as d from './distributions.js';

// Expectations from R 4.2.2, by the expression in the first column.
test.each<[string, number, number]>([
  ['pnorm(-38)', d.normalCdf(-38), 2.8854283e-316],
  ['pnorm(10, lower.tail = FALSE)', d.normalUpperTail(10), 7.619853024160527e-24],
  ['pnorm(1.5)', d.normalCdf(1.5), 0.9331927987311419],
  ['qnorm(0.975)', d.normalQuantile(0.975), 1.959963984540054],
  ['qnorm(1e-10)', d.normalQuantile(1e-10), -6.361340902404056],
  ['pnorm(qnorm(1e-300))', d.normalCdf(d.normalQuantile(1e-300)), 1e-300],
  ['qnorm(0.995)', d.normalCritical(0.99), 2.575829303548901],
  ['dnorm(0)', d.normalDensity(0), 0.3989422804014327],
  ['pchisq(3, 1, lower.tail = FALSE)', d.chiSquareUpperTail(3, 1), 0.08326451666355039],
  ['pchisq(200, 1, lower.tail = FALSE)', d.chiSquareUpperTail(200, 1), 2.088487583762545e-45],
  ['pchisq(0, 3, lower.tail = FALSE)', d.chiSquareUpperTail(0, 3), 1],
  ['qt(0.975, 19)', d.studentQuantile(0.975, 19), 2.093024054408263],
  ['2 * pt(-0.001, 1e5)', d.studentTwoSided(0.001, 1e5), 0.9992021175668877],
  ['2 * pt(-2.5, 19)', d.studentTwoSided(2.5, 19), 0.02174041116839743],
  ['lchoose(50, 25)', d.logChoose(50, 25), Math.log(126410606437752)],
])('%s', (_expression, got, want) => {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-10 * Math.max(Math.abs(want), 1e-305));
});
