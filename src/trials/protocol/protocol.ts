import type { ProtocolElement, ProtocolFile, PublicText } from './protocol-schema.js';

/** One of the randomised groups, as registered: factors have been written out into arms. */
export interface ProtocolArm {
  readonly id: string;
  readonly name: PublicText;
  readonly weight: number;
  readonly letter: boolean;
  /** The elements that are switched on in this arm's variant, in the protocol's order. */
  readonly elements: readonly string[];
}

/**
 * The protocol as it is registered, hashed and published: every default filled in, every arm written out, every
 * letter text included. It is plain JSON, so that its hash can be recomputed by anyone.
 */
export interface Protocol extends Omit<ProtocolFile, 'arms' | 'factors' | 'reference' | 'elements'> {
  readonly arms: readonly ProtocolArm[];
  readonly factors: readonly { readonly id: string; readonly name: PublicText; readonly element: string }[];
  readonly reference: string;
  readonly elements: readonly ProtocolElement[];
}

/** The text in a language; Dutch where there is no English. */
export function textIn(text: PublicText, language: 'nl' | 'en'): string {
  return typeof text === 'string' ? text : text[language];
}

/** The index of an arm in the protocol, which is how the database names it. */
export function armIndex(protocol: Pick<Protocol, 'arms'>, id: string): number {
  return protocol.arms.findIndex((arm) => arm.id === id);
}
