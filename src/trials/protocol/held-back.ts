import { hasReached, type TrialState } from '../life-cycle.js';
import type { Protocol } from './protocol.js';
import type { PublicText } from './protocol-schema.js';

/** Why the texts of the letters are not public yet; undefined when they are: without a reason, or after the close. */
export function heldBackBecause(
  protocol: Pick<Protocol, 'letter'>,
  state: TrialState,
): PublicText | undefined {
  return hasReached(state, 'closed') ? undefined : protocol.letter.heldBack?.because;
}

/**
 * The protocol as anybody may read it now. While texts are held back, the words of the letters and of what is claimed in
 * them are left out; its hash stays that of the whole, so that it can be held against the whole afterwards.
 */
export function publicProtocol(protocol: Protocol, state: TrialState): Protocol {
  if (heldBackBecause(protocol, state) === undefined) return protocol;
  const { base: _base, ...letter } = protocol.letter;
  return {
    ...protocol,
    letter: { ...letter, subject: '' },
    elements: protocol.elements.map(({ text: _text, description: _description, ...element }) => ({
      ...element,
      claims: [],
    })),
  };
}
