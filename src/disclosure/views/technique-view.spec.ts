import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTranslator } from '../../platform/i18n/translate.js';
import { buildTechniqueView, type TechniqueFigures } from './technique-view.js';

const translator = createTranslator(join(import.meta.dirname, '../../../templates/locales'));
const figures = (...estimates: readonly (readonly [number, number])[]): TechniqueFigures => ({
  id: 'authority',
  name: { text: 'Autoriteit' },
  trials: estimates.map(([estimate, error], place) => ({
    title: { text: `Proef ${place + 1}` },
    path: `/trials/x/${place + 1}`,
    effect: { estimate, variance: error ** 2 },
  })),
});
const build = (input: TechniqueFigures) => buildTechniqueView(input, 'nl', translator);

test('one trial is told by itself: no mean and no chart', async () => {
  const view = await build(figures([0.02, 0.01]));
  expect(view).not.toHaveProperty('mean');
  expect(view).not.toHaveProperty('chart');
  expect(view.trials[0]?.effect).toEqual({
    kind: 'value',
    estimate: 0.02,
    lower: expect.closeTo(0.02 - 0.01959963985, 10),
    upper: expect.closeTo(0.02 + 0.01959963985, 10),
  });
});

describe('two trials and more', () => {
  test('have a mean, weights that sum to one, and a forest plot with a row for each and for all', async () => {
    const view = await build(figures([0.02, 0.01], [0.05, 0.02], [0.01, 0.015]));
    expect(view.trials.reduce((sum, { weight }) => sum + (weight ?? 0), 0)).toBeCloseTo(1, 12);
    for (const label of ['Proef 1', 'Proef 2', 'Proef 3', 'Alle proeven samen'])
      expect(view.chart?.wide).toContain(`>${label}<`);
    expect(view.mean?.prediction?.upper).toBeGreaterThan(0.05);
  });

  test.each([
    ['more', [0.05, 0.0502, 0.0498], 0.001],
    ['less', [-0.05, -0.0502, -0.0498], 0.001],
    ['unsure', [0.05, -0.02, 0.01], 0.01],
  ])('point to %s', async (verdict, estimates, error) => {
    const trials = estimates.map((estimate) => [estimate, error] as const);
    expect((await build(figures(...trials))).mean?.verdict).toBe(verdict);
  });

  test('that found the very same have no interval to tell, and say so', async () => {
    const view = await build(figures([0.03, 0.01], [0.03, 0.02]));
    expect(view.mean).toEqual({
      effect: { kind: 'undefined', reason: 'no-variation' },
      verdict: 'undefined',
    });
    expect(view.chart?.wide).not.toContain('>Alle proeven samen<');
  });
});

test('of very many trials the heaviest are plotted, and all are in the mean and the table', async () => {
  const many = Array.from(
    { length: 40 },
    (_, place) => [0.01 + place / 1000, place < 30 ? 0.01 : 0.05] as const,
  );
  const view = await build(figures(...many));
  expect([view.plotted, view.trials.length]).toEqual([30, 40]);
  expect(view.chart?.wide).toContain('>Proef 30<');
  expect(view.chart?.wide).not.toContain('>Proef 31<');
});
