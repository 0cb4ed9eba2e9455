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
  TimeTableView,
  TimeView,
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
  /** As the registered analysis gives it; absent for the reference arm. */
  readonly verdict?: Verdict;
}

export interface EffectFigures {
  readonly names: readonly ShownText[];
  readonly effect: EstimateView;
  readonly adjustedP?: number;
  readonly verdict: Verdict;
}

/** The figures of the registered analysis, as the pages need them; the reference arm is the one without an uplift. */
export interface ResultFigures extends Pick<
  ResultView,
  | 'outcome'
  | 'confidenceLevel'
  | 'interval'
  | 'multiplicity'
  | 'smallestWorthwhileUplift'
  | 'looks'
  | 'warnings'
  | 'costs'
  | 'ratio'
  | 'balance'
  | 'complier'
  | 'adjusted'
  | 'methods'
  | 'strata'
> {
  readonly time?: TimeView;
  readonly arms: readonly ArmFigures[];
  readonly mainEffects: readonly EffectFigures[];
  readonly interactions: readonly EffectFigures[];
}

/** A result in words and numbers, without its charts. */
export type ToldResult = Omit<ResultView, 'charts'>;

/**
 * Turns figures into what a page tells: natural frequencies on one base, whether anything was found, and the order of
 * the sentence.
 *
 * @throws RangeError when not exactly one arm is the reference.
 */
export function tellResult(figures: ResultFigures): ToldResult {
  const base = toldBase(figures);
  const arms = figures.arms.map((arm) => armView(arm, base));
  const [reference, ...others] = arms.filter((arm) => arm.reference);
  if (!reference || others.length > 0) throw new RangeError('A result has exactly one reference arm');
  const mainEffects = figures.mainEffects.map((effect) => effectView(effect, base));
  const interactions = figures.interactions.map((effect) => effectView(effect, base));
  const family: readonly { readonly verdict?: Verdict }[] = mainEffects.length > 0 ? mainEffects : arms;
  const { time, ...told } = figures;
  return {
    ...told,
    base,
    arms,
    reference,
    told: arms.filter((arm) => !arm.reference).sort((a, b) => estimateOf(b) - estimateOf(a)),
    nullResult: !family.some(({ verdict }) => isBeyondChance(verdict)),
    mainEffects,
    interactions,
    ...(time !== undefined && { time: timeTable(time) }),
  };
}

/**
 * The same with its charts.
 *
 * @throws RangeError when not exactly one arm is the reference.
 */
export async function buildResultView(
  figures: ResultFigures,
  language: Language,
  translator: Translator,
): Promise<ResultView> {
  const result = tellResult(figures);
  return { ...result, charts: await drawResultCharts(result, language, translator) };
}

/** More days than fit a table beside one another are for the chart. */
const TABLE_DAYS = 6;

function timeTable(time: TimeView): TimeTableView {
  const last = time.days.length - 1;
  const places =
    last < TABLE_DAYS
      ? time.days.map((_, place) => place)
      : Array.from({ length: TABLE_DAYS }, (_, column) => Math.round((column * last) / (TABLE_DAYS - 1)));
  const at = <T>(list: readonly T[]): T[] =>
    places.flatMap((place) => {
      const one = list[place];
      return one === undefined ? [] : [one];
    });
  return {
    ...time,
    table: { days: at(time.days), arms: time.arms.map((arm) => ({ ...arm, shares: at(arm.shares) })) },
    intervals: time.arms.some(({ shares }) =>
      shares.some((share) => share.kind === 'value' && share.interval !== undefined),
    ),
    medians: time.arms.some(({ median }) => median !== undefined),
  };
}

/**
 * The plainest base on which what is more than chance shows. What may be chance need not be told apart: large numbers
 * for it would promise a precision that there is not.
 */
function toldBase(figures: ResultFigures): number {
  if (figures.mainEffects.length > 0) {
    const sizes = figures.mainEffects.flatMap(({ effect, verdict }) =>
      effect.kind === 'value' && isBeyondChance(verdict) ? [Math.abs(effect.estimate)] : [],
    );
    const smallest = Math.min(...sizes, 1);
    return [100, 1_000].find((base) => Math.round(smallest * base) >= 2) ?? 10_000;
  }
  const rates = figures.arms.flatMap(({ rate, verdict }) =>
    rate.kind === 'value' && (verdict === undefined || isBeyondChance(verdict)) ? [rate.estimate] : [],
  );
  return naturalFrequency(rates).base;
}

const isBeyondChance = (verdict: Verdict | undefined): boolean => verdict === 'more' || verdict === 'less';

function armView(arm: ArmFigures, base: number): ArmResultView {
  return {
    ...arm,
    reference: arm.uplift === undefined,
    ...(arm.rate.kind === 'value' && { ofBase: Math.round(arm.rate.estimate * base) }),
  };
}

function effectView(figures: EffectFigures, base: number): FactorEffectView {
  const { effect } = figures;
  return {
    ...figures,
    ...(effect.kind === 'value' && { ofBase: Math.round(Math.abs(effect.estimate) * base) }),
  };
}

const estimateOf = ({ rate }: ArmResultView): number =>
  rate.kind === 'value' ? rate.estimate : Number.NEGATIVE_INFINITY;
