import { mergeFieldsOf } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import type { RecipientPlan } from './recipient-columns.js';

/** What a file of recipients must hold for this protocol. */
export function recipientPlan(protocol: Protocol): RecipientPlan {
  const mailing = protocol.letter.sentBy === 'openbrief';
  return {
    allocation: protocol.allocation,
    arms: protocol.arms.map(({ id }) => id),
    strata: protocol.strata,
    covariates: protocol.covariates ?? [],
    cluster: protocol.cluster ?? null,
    mailing,
    mergeFields: mailing ? mergeFieldsOf(protocol) : [],
    countAddresses: mailing && protocol.unit === 'recipient' && protocol.allocation === 'drawn',
  };
}
