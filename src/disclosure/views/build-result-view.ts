import type { Language } from '../../platform/i18n/language.js';
import { naturalFrequency } from '../../platform/i18n/natural-frequency.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { drawResultCharts } from './result-charts.js';
import type {
  ArmResultView,
  CountView,
  EstimateView,
  FactorEffectView,
  ResultView,
  Verdict,
} from './result-view.js';

export interface ArmFigures {
  readonly name: ShownText;
  readonly recipients: CountView;
  readonly responses: CountView;
  readonly rate: EstimateView;
  /** Absent for the reference arm. */
  readonly uplift?: EstimateView;
  readonly adjustedP?: number;
}

export interface EffectFigures {
  readonly names: readonly ShownText[];
  readonly effect: EstimateView;
  readonly adjustedP?: number;
}

/** The figures of the registered analysis, as the pages need them; the reference arm is the one without an uplift. */
export interface ResultFigures extends Pick<
  ResultView,
  | 'outcome'
  | 'confidenceLevel'
  | 'interval'
  | 'multiplicity'
  | 'smallestWorthwhileUplift'
  | 'overTime'
  | 'costs'
> {
  readonly arms: readonly ArmFigures[];
  readonly mainEffects: readonly EffectFigures[];
  readonly interactions: readonly EffectFigures[];
}

/**
 * Turns figures into what a page tells: natural frequencies on one base, a verdict for each comparison, the order of
 * the sentence, and the charts.
 *
 * @throws RangeError when not exactly one arm is the reference.
 */
export async function buildResultView(
  figures: ResultFigures,
  language: Language,
  translator: Translator,
): Promise<ResultView> {
  const alpha = 1 - figures.confidenceLevel;
  const rates = figures.arms.flatMap(({ rate }) => (rate.kind === 'value' ? [rate.estimate] : []));
  const effects = figures.mainEffects.flatMap(({ effect }) =>
    effect.kind === 'value' ? [effect.estimate] : [],
  );
  // Effects of factors are told as "so many more": they need their own base, on which they don't vanish.
  const { base } = effects.length > 0 ? visible(effects) : naturalFrequency(rates);
  const arms = figures.arms.map((arm) => armView(arm, base, alpha));
  const [reference, ...others] = arms.filter((arm) => arm.reference);
  if (!reference || others.length > 0) throw new RangeError('A result has exactly one reference arm');
  const mainEffects = figures.mainEffects.map((effect) => effectView(effect, base, alpha));
  const interactions = figures.interactions.map((effect) => effectView(effect, base, alpha));
  const family: readonly { readonly verdict?: Verdict }[] = mainEffects.length > 0 ? mainEffects : arms;
  const result = {
    ...figures,
    base,
    arms,
    reference,
    told: arms.filter((arm) => !arm.reference).sort((a, b) => estimateOf(b) - estimateOf(a)),
    nullResult: !family.some(({ verdict }) => verdict === 'more' || verdict === 'less'),
    mainEffects,
    interactions,
  };
  return { ...result, charts: await drawResultCharts(result, language, translator) };
}

/** The smallest base on which each effect that is not nothing is at least one person. */
function visible(effects: readonly number[]): { readonly base: number } {
  const smallest = Math.min(...effects.map(Math.abs).filter((size) => size >= 0.0005));
  return { base: [100, 1_000].find((base) => Math.round(smallest * base) >= 2) ?? 1_000 };
}

function armView(arm: ArmFigures, base: number, alpha: number): ArmResultView {
  return {
    ...arm,
    reference: arm.uplift === undefined,
    ...(arm.rate.kind === 'value' && { ofBase: Math.round(arm.rate.estimate * base) }),
    ...(arm.uplift && { verdict: verdictOf(arm.uplift, arm.adjustedP, alpha) }),
  };
}

function effectView(figures: EffectFigures, base: number, alpha: number): FactorEffectView {
  const { effect } = figures;
  return {
    ...figures,
    ...(effect.kind === 'value' && { ofBase: Math.round(Math.abs(effect.estimate) * base) }),
    verdict: verdictOf(effect, figures.adjustedP, alpha),
  };
}

/** The adjusted p decides where there is one; otherwise the interval does. */
function verdictOf(effect: EstimateView, adjustedP: number | undefined, alpha: number): Verdict {
  if (effect.kind === 'undefined') return 'undefined';
  const beyondChance = adjustedP === undefined ? effect.lower > 0 || effect.upper < 0 : adjustedP < alpha;
  if (!beyondChance) return 'no-difference';
  return effect.estimate > 0 ? 'more' : 'less';
}

const estimateOf = ({ rate }: ArmResultView): number =>
  rate.kind === 'value' ? rate.estimate : Number.NEGATIVE_INFINITY;
