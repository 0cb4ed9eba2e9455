import { intervalChart, type IntervalRow } from '../../platform/charts/interval-chart.js';
import { cumulativeResponseChart } from '../../platform/charts/line-chart.js';
import { renderChart } from '../../platform/charts/render-svg.js';
import { createFormatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { EstimateView, ResultView, TimeView } from './result-view.js';

/** All charts of a result; one that would have nothing in it is left out. */
export async function drawResultCharts(
  result: Omit<ResultView, 'charts'>,
  language: Language,
  translator: Translator,
): Promise<ResultView['charts']> {
  const say = (key: string, params = {}): string => translator.translate(language, `register:${key}`, params);
  const description = say('chart.table-beside');
  const level = createFormatter(language).percent(result.confidenceLevel, 0);
  const rates = result.arms.flatMap((arm) => row(arm.name, arm.rate, arm.reference));
  const uplifts = result.arms.flatMap((arm) => (arm.uplift ? row(arm.name, arm.uplift) : []));
  const times = say('chart.times');
  const effects = [...result.mainEffects, ...result.interactions].flatMap(({ names, effect }) =>
    row({ text: names.map(({ text }) => text).join(` ${times} `) }, effect),
  );
  const points = { description, language, axisTitle: say('chart.points'), unit: 'points' } as const;
  return {
    ...(rates.length > 0 && {
      rates: await renderChart(
        intervalChart({
          title: say('result.arms.caption-rate', { level }),
          description,
          language,
          axisTitle: say('chart.rate'),
          unit: 'percent',
          rows: rates,
        }),
      ),
    }),
    ...(uplifts.length > 0 && {
      uplifts: await renderChart(
        intervalChart({
          ...points,
          title: say('result.arms.caption-uplift', { name: result.reference.name.text, level }),
          rows: uplifts,
        }),
      ),
    }),
    ...(effects.length > 0 && {
      factors: await renderChart(
        intervalChart({ ...points, title: say('result.factors.caption', { level }), rows: effects }),
      ),
    }),
    ...(result.strata !== undefined &&
      strataRows(result).length > 0 && {
        strata: await renderChart(
          intervalChart({
            ...points,
            title: translator.translate(language, 'figures:strata.caption', {
              name: result.reference.name.text,
              level,
            }),
            rows: strataRows(result),
          }),
        ),
      }),
    ...(result.time && {
      cumulative: await renderChart(
        cumulativeResponseChart({
          title: say('result.time.caption'),
          description,
          language,
          dayTitle: say('chart.days'),
          shareTitle: say('chart.rate'),
          series: series(result.time),
        }),
      ),
    }),
  };
}

function row(name: ShownText, estimate: EstimateView, reference = false): IntervalRow[] {
  if (estimate.kind === 'undefined') return [];
  const { lower, upper } = estimate;
  return [{ label: name.text, estimate: estimate.estimate, lower, upper, reference }];
}

/** More rows than this are for the table. */
const MOST_STRATA_ROWS = 24;

function strataRows({ strata = [], arms }: Pick<ResultView, 'strata' | 'arms'>): IntervalRow[] {
  const several = arms.length > 2;
  const rows = strata.flatMap(({ label, arms: own }) =>
    own.flatMap(({ name, uplift }) =>
      uplift === undefined ? [] : row({ text: several ? `${label}: ${name.text}` : label }, uplift),
    ),
  );
  return rows.length > MOST_STRATA_ROWS ? [] : rows;
}

function series({ days, arms }: TimeView) {
  return arms.map(({ name, shares }) => ({
    label: name.text,
    points: days.flatMap((day, place) => {
      const share = shares[place];
      return share?.kind === 'value' ? [{ day, share: share.estimate }] : [];
    }),
  }));
}
