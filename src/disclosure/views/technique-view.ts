import { normalInference } from '../../core/statistics/inference.js';
import { metaAnalysis, type TrialEstimate } from '../../core/statistics/meta-analysis.js';
import { intervalChart, type IntervalRow } from '../../platform/charts/interval-chart.js';
import { renderChart, type RenderedChart } from '../../platform/charts/render-svg.js';
import { createFormatter } from '../../platform/i18n/format.js';
import type { Language } from '../../platform/i18n/language.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { EstimateView } from './result-view.js';

/** The trials register no level for what they say together; this is the usual one. */
const LEVEL = 0.95;

/** More rows than this make a forest plot that nobody reads. */
const MOST_PLOTTED = 30;

/** One technique over the published trials that show it by itself. */
export interface TechniqueView {
  readonly id: string;
  readonly name: ShownText;
  readonly confidenceLevel: number;
  readonly trials: readonly {
    readonly title: ShownText;
    readonly path: string;
    readonly effect: EstimateView;
    /** Share in the mean; absent where there is none. */
    readonly weight?: number;
  }[];
  /** Random effects, REML with Knapp and Hartung's interval; absent with fewer than two trials. */
  readonly mean?: TechniqueMean;
  readonly chart?: RenderedChart;
  /** How many trials are in the chart, where there are more than fit it. */
  readonly plotted?: number;
}

export interface TechniqueMean {
  readonly effect: EstimateView;
  /** `unsure` when the interval has nothing in it as well. */
  readonly verdict: 'more' | 'less' | 'unsure' | 'undefined';
  /** Where the true effect of a next trial is expected. */
  readonly prediction?: { readonly lower: number; readonly upper: number };
  /** Share of the variation between trials that is more than chance. */
  readonly iSquared?: number;
}

export interface TechniqueFigures {
  readonly id: string;
  readonly name: ShownText;
  readonly trials: readonly {
    readonly title: ShownText;
    readonly path: string;
    readonly effect: TrialEstimate;
  }[];
}

/** What is known of a technique, with a forest plot from two trials on. */
export async function buildTechniqueView(
  { id, name, trials }: TechniqueFigures,
  language: Language,
  translator: Translator,
): Promise<TechniqueView> {
  const rows = trials.map(({ title, path, effect }) => ({ title, path, effect: ofOneTrial(effect) }));
  if (trials.length < 2) return { id, name, confidenceLevel: LEVEL, trials: rows };
  const pooled = metaAnalysis(
    trials.map(({ effect }) => effect),
    LEVEL,
  );
  const say = (key: string, params = {}): string => translator.translate(language, `evidence:${key}`, params);
  const weights = pooled.kind === 'value' ? pooled.weights : [];
  const mean: TechniqueMean =
    pooled.kind === 'undefined'
      ? { effect: pooled, verdict: 'undefined' }
      : {
          effect: {
            kind: 'value',
            estimate: pooled.estimate,
            lower: pooled.lower,
            upper: pooled.upper,
          },
          verdict: pooled.lower > 0 ? 'more' : pooled.upper < 0 ? 'less' : 'unsure',
          prediction: pooled.prediction,
          iSquared: pooled.iSquared,
        };
  const chart = await renderChart(
    intervalChart({
      title: say('caption', { name: name.text, level: createFormatter(language).percent(LEVEL, 0) }),
      description: translator.translate(language, 'register:chart.table-beside'),
      language,
      axisTitle: translator.translate(language, 'register:chart.points'),
      unit: 'points',
      rows: [
        ...heaviest(rows, weights).flatMap(({ title, effect }) => row(title.text, effect)),
        ...row(say('together'), mean.effect, true),
      ],
    }),
  );
  return {
    id,
    name,
    confidenceLevel: LEVEL,
    trials: rows.map((trial, place) => {
      const weight = weights[place];
      return { ...trial, ...(weight !== undefined && { weight }) };
    }),
    mean,
    chart,
    ...(rows.length > MOST_PLOTTED && { plotted: MOST_PLOTTED }),
  };
}

/** The trials with the most weight, in the order in which they were. */
function heaviest<Row>(rows: readonly Row[], weights: readonly number[]): readonly Row[] {
  if (rows.length <= MOST_PLOTTED) return rows;
  const places = rows
    .map((_row, place) => place)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
    .slice(0, MOST_PLOTTED);
  const kept = new Set(places);
  return rows.filter((_row, place) => kept.has(place));
}

function ofOneTrial({ estimate, variance }: TrialEstimate): EstimateView {
  const { lower, upper } = normalInference(estimate, Math.sqrt(variance), LEVEL);
  return { kind: 'value', estimate, lower, upper };
}

function row(label: string, effect: EstimateView, reference = false): IntervalRow[] {
  if (effect.kind === 'undefined') return [];
  const { estimate, lower, upper } = effect;
  return [{ label, estimate, lower, upper, reference }];
}
