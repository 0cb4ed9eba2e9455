import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Chart } from './chart.js';
import { intervalChart } from './interval-chart.js';
import { cumulativeResponseChart, powerChart } from './line-chart.js';
import { palette, seriesColours } from './palette.js';
import { renderChart, renderSvg } from './render-svg.js';

const uplifts = intervalChart({
  title: 'Meerrespons <per> "groep" & interval',
  description: 'De tabel heeft dezelfde cijfers.',
  axisTitle: 'Procentpunten',
  language: 'nl',
  unit: 'points',
  rows: [
    { label: 'Boete', estimate: 0.0916, lower: 0.081, upper: 0.102 },
    { label: 'Sociale norm & meer <dan> "dat"', estimate: -0.0031, lower: -0.0135, upper: 0.0072 },
  ],
});

const rates = intervalChart({
  title: 'Respons',
  description: 'Zie de tabel.',
  axisTitle: 'Respons',
  language: 'en',
  unit: 'percent',
  rows: [{ label: 'Old letter', estimate: 0.5, lower: 0.49, upper: 0.51, reference: true }],
});

const cumulative = cumulativeResponseChart({
  title: 'Respons per dag',
  description: 'Zie de tabel.',
  dayTitle: 'Dagen',
  shareTitle: 'Respons',
  language: 'nl',
  series: [0, 1].map((arm) => ({
    label: `Autoriteit + Wederkerigheid + groep ${arm}`,
    points: [0, 1, 2, 3].map((day) => ({ day, share: day * 0.1 + arm * 0.05 })),
  })),
});

const power = powerChart({
  title: 'Onderscheidend vermogen',
  description: 'Zie de tabel.',
  recipientsTitle: 'Ontvangers',
  powerTitle: 'Kans',
  language: 'nl',
  points: [1_000, 5_000, 10_000].map((recipients) => ({ recipients, power: recipients / 12_000 })),
  planned: { recipients: 8_000, power: 0.8 },
});

const charts: readonly [string, Chart][] = [
  ['uplifts', uplifts],
  ['rates', rates],
  ['cumulative response', cumulative],
  ['power', power],
];

describe.each(charts)('%s', (_name, chart) => {
  test('has nothing that a strict content policy refuses, and no number that is none', async () => {
    for (const svg of Object.values(await renderChart(chart))) {
      expect(svg).toMatch(/^<svg [^>]*role="img"/);
      expect(svg).not.toMatch(/\sstyle=|<style|<script|href=|NaN|undefined|Infinity/);
    }
  });

  test('says what it shows, once, with ids of its own for each width', async () => {
    const { narrow, wide } = await renderChart(chart);
    const ids = (svg: string): string[] => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(new Set([...ids(narrow), ...ids(wide)]).size).toBe(ids(narrow).length + ids(wide).length);
    expect(wide.match(/<title/g)).toHaveLength(1);
    expect(wide.match(/role=/g)).toHaveLength(1);
  });

  test('is the same to the byte when drawn again', async () => {
    expect(await renderSvg(chart)).toBe(await renderSvg(chart));
  });
});

test.each(charts)(
  '%s is as narrow as a phone, so that its letters keep their size there',
  async (_name, chart) => {
    const svg = await renderSvg(chart, 'narrow');
    expect(Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1])).toBeLessThan(330);
  },
);

test('words are escaped', async () => {
  const svg = await renderSvg(uplifts);
  expect(svg).toContain('Meerrespons &lt;per&gt; &quot;groep&quot; &amp; interval</title>');
  expect(svg).not.toContain('<dan>');
});

test.each([
  ['nl', '+6'],
  ['nl', '\u22122'],
])('axis of points in %s has %s', async (language, label) => {
  const rows = [{ label: 'x', estimate: 0.05, lower: -0.02, upper: 0.11 }];
  const chart = intervalChart({
    title: 't',
    description: 'd',
    axisTitle: 'a',
    language: language === 'nl' ? 'nl' : 'en',
    unit: 'points',
    rows,
  });
  expect((await renderSvg(chart)).replaceAll(/<[^>]+>/g, ' ')).toContain(` ${label} `);
});

test('every colour has its counterpart for dark screens in the stylesheet', () => {
  const css = readFileSync('templates/assets/css/60-chart.css', 'utf8');
  for (const colour of [...Object.values(palette), ...seriesColours]) expect(css).toContain(`='${colour}'`);
});
