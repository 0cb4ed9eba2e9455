import type { ProtocolArm } from './protocol.js';
import type { ProtocolFactor, PublicText } from './protocol-schema.js';

/** The arm in which no factor is switched on: the reference of a factorial trial. */
export const NO_FACTOR = 'none';

const joined = (factors: readonly ProtocolFactor[], language: 'nl' | 'en'): string =>
  factors.map(({ name }) => (typeof name === 'string' ? name : name[language])).join(' + ');

const nothing: PublicText = { nl: 'Brief zonder technieken', en: 'Letter without techniques' };

/**
 * The full factorial design: every combination of the factors as an arm of weight 1, in standard (Yates) order, the
 * first factor changing fastest (Box, Hunter and Hunter 2005, section 5.4). Three factors give eight arms.
 */
export function expandFactors(factors: readonly ProtocolFactor[]): ProtocolArm[] {
  return Array.from({ length: 2 ** factors.length }, (_, run) => {
    const on = factors.filter((_factor, place) => ((run >> place) & 1) === 1);
    return {
      id: on.length === 0 ? NO_FACTOR : on.map(({ id }) => id).join('-'),
      name: on.length === 0 ? nothing : { nl: joined(on, 'nl'), en: joined(on, 'en') },
      weight: 1,
      letter: true,
      elements: on.map(({ element }) => element),
    };
  });
}
