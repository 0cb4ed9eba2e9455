import type {
  Estimate,
  FactorEffectResult,
  RegisteredEstimate,
} from '../../core/statistics/registered-analysis-types.js';
import type { Language } from '../../platform/i18n/language.js';
import { listOf } from '../../platform/i18n/list-of.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import type { DisclosureDocument } from '../disclosure-document.js';
import type { PublishedArm } from '../published-arm.js';
import type { ArmFigures, EffectFigures, ResultFigures } from './build-result-view.js';
import { balanceView, complierView, costsView, timeView, type ShownFurther } from './further-figures.js';
import { adjustedView } from './adjusted-figures.js';
import { ratioView } from './ratio-figures.js';
import { methodsView } from './methods-view.js';
import type { CountView, EstimateView, TimeView } from './result-view.js';

const withheld: EstimateView = { kind: 'undefined', reason: 'withheld' };

const estimateView = (estimate: Estimate): EstimateView =>
  estimate.kind === 'undefined'
    ? estimate
    : { kind: 'value', estimate: estimate.estimate, lower: estimate.lower, upper: estimate.upper };

/** The registered estimate with the interval for the whole family, which never contradicts the adjusted p. */
function registeredView({ uplift, simultaneous }: RegisteredEstimate): EstimateView {
  if (uplift.kind === 'undefined') return uplift;
  const { lower, upper } = simultaneous.kind === 'value' ? simultaneous : uplift;
  return { kind: 'value', estimate: uplift.estimate, lower, upper };
}

const adjustedP = ({ adjusted }: RegisteredEstimate): { adjustedP?: number } =>
  adjusted.kind === 'value' ? { adjustedP: adjusted.pValue } : {};

function countView(arm: PublishedArm | undefined, part: 'n' | 'x'): CountView {
  if (arm === undefined) return { kind: 'value', count: 0 };
  return arm.withheld ? { kind: 'suppressed', below: arm.below } : { kind: 'value', count: arm[part] };
}

/**
 * The figures of a published result as the page tells them; undefined when they can't be published because the
 * reference arm is too small.
 */
export function resultFigures(
  document: Pick<DisclosureDocument, 'arms' | 'result' | 'overTime'> & {
    readonly further?: ShownFurther | null;
  },
  protocol: Protocol,
  language: Language,
): ResultFigures | undefined {
  const { result } = document;
  if (result === null) return undefined;
  const nameOf = new Map(protocol.arms.map(({ id, name }) => [id, shownText(name, language)]));
  const factorName = new Map(protocol.factors.map(({ id, name }) => [id, shownText(name, language)]));
  const named = (id: string): ShownText => nameOf.get(id) ?? { text: id };
  const arms = protocol.arms.map(({ id }): ArmFigures => {
    const counts = document.arms.find(({ arm }) => arm === id);
    const own = result.arms.find(({ arm }) => arm === id);
    const comparison = result.comparisons.find(({ arm }) => arm === id);
    return {
      name: named(id),
      recipients: countView(counts, 'n'),
      responses: countView(counts, 'x'),
      rate: own === undefined ? withheld : estimateView(own.rate),
      ...(id !== protocol.reference && {
        uplift: comparison === undefined ? withheld : registeredView(comparison.registered),
        ...(comparison !== undefined && adjustedP(comparison.registered)),
        verdict: comparison?.registered.verdict ?? 'undefined',
      }),
    };
  });
  const effects = (list: readonly FactorEffectResult[]): EffectFigures[] =>
    list.map(({ factors, registered }) => ({
      names: factors.map((id) => factorName.get(id) ?? { text: id }),
      effect: registeredView(registered),
      ...adjustedP(registered),
      verdict: registered.verdict,
    }));
  const further = document.further ?? null;
  const drawn = protocol.arms.filter(({ weight }) => weight > 0).map(({ id }) => id);
  const time =
    further?.time != null
      ? timeView(further.time, further, drawn, named)
      : timeAsCounted(document.overTime, named);
  const balance = further === null ? undefined : balanceView(further, protocol.reference, named, language);
  return {
    outcome: shownText(protocol.outcome.description, language),
    confidenceLevel: result.confidenceLevel,
    interval: result.interval,
    multiplicity: result.multiplicity,
    smallestWorthwhileUplift: protocol.analysis.smallestWorthwhileUplift,
    ...(result.looks !== undefined && {
      looks: {
        boundary: result.looks.boundary,
        count: result.looks.informationRates.length,
        ...(typeof result.looks.crossedAt === 'number' && { crossedAt: result.looks.crossedAt }),
      },
    }),
    arms,
    mainEffects: effects(result.factorial?.mainEffects ?? []),
    // Three factors at once are beyond what a page can explain; they are in the data.
    interactions: effects(
      (result.factorial?.interactions ?? []).filter(({ factors }) => factors.length === 2),
    ),
    warnings: result.warnings.map(({ code, about }) => ({
      code,
      // A warning about every arm there is names none.
      about:
        about.length >= drawn.length
          ? ''
          : listOf(
              about.map((id) => (nameOf.get(id) ?? factorName.get(id))?.text ?? id),
              language,
            ),
    })),
    ratio: ratioView(result, drawn, named),
    methods: methodsView(result),
    ...(time !== undefined && { time }),
    ...(further?.costs != null && {
      costs: costsView(further.costs, named, protocol.reminders !== undefined),
    }),
    ...(balance !== undefined && { balance }),
    ...(further?.adjusted !== undefined && {
      adjusted: adjustedView(further.adjusted, result.comparisons, named, language, further.own?.covariates),
    }),
    ...(further?.complier != null && { complier: complierView(further.complier, named) }),
  };
}

/** The curve of a result from before Kaplan–Meier curves were kept: shares as counted. */
function timeAsCounted(
  overTime: DisclosureDocument['overTime'],
  named: (arm: string) => ShownText,
): TimeView | undefined {
  if (overTime === null) return undefined;
  return {
    days: overTime.days,
    arms: overTime.arms.map(({ arm, shares }) => ({
      name: named(arm),
      shares: shares.map((estimate) => ({ kind: 'value', estimate })),
    })),
    ignoresClusters: false,
  };
}
