import { powerOfDesign, type PowerDesign } from '../../core/statistics/design-power.js';
import type { LooksTaken } from '../../core/statistics/looks.js';
import type { Result } from '../../core/statistics/result.js';
import type { Protocol } from './protocol.js';

/** A trial with less than this chance to find the smallest uplift worth having gives a reason, or is not registered. */
export const LEAST_POWER = 0.8;

type Designed = Pick<Protocol, 'arms' | 'factors' | 'reference' | 'analysis' | 'power' | 'looks'>;

/** The design as its power is reckoned: main effects of factors, or arms against the reference arm. */
export function powerDesign({ arms, factors, reference, analysis, power, looks }: Designed): PowerDesign {
  const common = {
    baseline: power.expectedResponse,
    confidenceLevel: analysis.confidenceLevel,
    multiplicity: analysis.multiplicity,
    designEffect: power.designEffect ?? 1,
    ...(looks !== undefined && { looks: plannedLooks(looks) }),
  };
  return factors.length > 0
    ? { kind: 'factorial', factors: factors.length, order: 1, ...common }
    : {
        kind: 'arms',
        weights: arms.map(({ weight }) => weight),
        reference: arms.findIndex(({ id }) => id === reference),
        ...common,
      };
}

/**
 * The planned looks as the power reckons with them. Which share of the recipients will have been followed on a day is not
 * known beforehand: looks on days are taken to lie as far from one another.
 */
export function plannedLooks({ boundary, at, afterDays }: NonNullable<Protocol['looks']>): LooksTaken {
  const count = afterDays?.length ?? at.length;
  return {
    boundary,
    informationRates: Array.from({ length: count }, (_, place) => {
      const when = at[place];
      return typeof when === 'number' ? when : (place + 1) / (count + 1);
    }),
    ...(afterDays !== undefined && { early: true }),
  };
}

/**
 * The chance that the trial finds the smallest uplift worth having, in its weakest comparison.
 * Where so much more response does not exist, as much less is taken.
 * @returns undefined where that does not exist either, or without two arms that are drawn
 */
export function powerOfProtocol(protocol: Designed): Result<{ power: number }> {
  const { smallestWorthwhileUplift: uplift } = protocol.analysis;
  const { recipients } = protocol.power;
  const design = powerDesign(protocol);
  const more = powerOfDesign(design, recipients, uplift);
  return more.kind === 'value' ? more : powerOfDesign(design, recipients, -uplift);
}
