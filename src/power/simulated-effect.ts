import { powerOfDesign } from '../core/statistics/design-power.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { powerDesign } from '../trials/protocol/protocol-power.js';

/** The one effect that there is in the simulated trials. */
export interface SimulatedEffect {
  /** Id of the arm, or of the factor. */
  readonly of: string;
  /** As a proportion; below 0 where so much more response does not exist. */
  readonly uplift: number;
  /** Response rate of each arm of the protocol. */
  readonly rates: readonly number[];
}

/**
 * What the closed form reckons with: the smallest uplift worth having, in the comparison with the fewest recipients, or
 * of the first factor; all else does nothing.
 * @throws RangeError when there is no such rate
 */
export function simulatedEffect(protocol: Protocol): SimulatedEffect {
  const { arms, factors, reference, analysis, power } = protocol;
  const wished = analysis.smallestWorthwhileUplift;
  const design = powerDesign(protocol);
  const uplift = powerOfDesign(design, power.recipients, wished).kind === 'value' ? wished : -wished;
  const base = power.expectedResponse;
  if (base + uplift < 0 || base + uplift > 1) throw new RangeError('No such response rate.');
  const [factor] = factors;
  if (factor !== undefined) {
    return {
      of: factor.id,
      uplift,
      rates: arms.map(({ elements }) => (elements.includes(factor.element) ? base + uplift : base)),
    };
  }
  const [weakest] = arms
    .filter(({ id, weight }) => weight > 0 && id !== reference)
    .sort((a, b) => a.weight - b.weight);
  const of = weakest?.id ?? '';
  return { of, uplift, rates: arms.map(({ id }) => (id === of ? base + uplift : base)) };
}
