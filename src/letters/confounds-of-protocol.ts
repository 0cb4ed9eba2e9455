import { confounds, type Confound, type ComparedVariant } from '../core/composition/confound-check.js';
import { fillBlocks } from '../core/composition/fill-letter.js';
import { letterOfArm, mergeFieldsOf, standardFields } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';

/** One word for each field: enough for counting, and the same in every arm. */
function wordForEachField(protocol: Protocol): Record<string, string> {
  return Object.fromEntries([...standardFields, ...mergeFieldsOf(protocol)].map((field) => [field, 'woord']));
}

/** What the arms of a protocol differ in beside what they declare; see `confounds`. */
export function confoundsOfProtocol(protocol: Protocol): Confound[] {
  const values = wordForEachField(protocol);
  const power: Protocol['power'] & { readonly designEffect?: number | undefined } = protocol.power;
  const variants = protocol.arms
    .filter(({ weight }) => weight > 0)
    .map((arm): ComparedVariant => {
      const blocks = letterOfArm(protocol, arm);
      return {
        arm: arm.id,
        letter: arm.letter,
        elements: arm.elements,
        subject: protocol.letter.subject,
        blocks,
        filled: blocks === undefined ? undefined : fillBlocks(blocks, values),
        // The protocol has one paper, one envelope and one type for all arms.
        layout: {},
      };
    });
  return confounds(variants, protocol.reference, protocol.elements, {
    recipients: power.recipients,
    uplift: protocol.analysis.smallestWorthwhileUplift,
    power: power.power,
    baseline: power.expectedResponse,
    confidenceLevel: protocol.analysis.confidenceLevel,
    multiplicity: protocol.analysis.multiplicity,
    designEffect: power.designEffect ?? 1,
  });
}
