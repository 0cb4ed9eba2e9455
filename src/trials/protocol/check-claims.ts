import { checkStatisticalClaim } from '../../core/composition/claim-check.js';
import type { MessageParams } from '../../core/domain-error.js';
import { formatPath, type LocatedIssue } from './protocol-issues.js';
import type { Protocol } from './protocol.js';
import type { ProtocolClaim } from './protocol-schema.js';

/** Techniques that say something which has to be true. */
const NEEDS_CLAIM: readonly string[] = ['authority', 'reciprocity', 'social-proof'];

/** What a figure rests on, where it does not come from a trial of this register. */
const figureKeys = ['numerator', 'denominator', 'period', 'source', 'date'] as const;

export type StatisticalClaim = Extract<ProtocolClaim, { kind: 'statistical' }>;
type ReciprocityClaim = Extract<ProtocolClaim, { kind: 'reciprocity' }>;

/** Digits with what people put between them: 14 020, 0800 - 123 45 67, +31 20 123 45 67. */
const TELEPHONE = /^\+?\d[\d ()-]{2,24}$/;
const ANSWER_NUMBER = /^Antwoordnummer \d{1,5}, [1-9]\d{3} ?[A-Z]{2} +\p{L}.{0,79}$/u;

export const claimIssue = (
  keys: readonly PropertyKey[],
  code: string,
  params: MessageParams = {},
): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code, params: { key: formatPath(keys), ...params } },
});

/** The fault of a figure whose numbers are known; one that comes from a trial gets them at registration. */
export function figureIssues(claim: StatisticalClaim, keys: readonly PropertyKey[]): LocatedIssue[] {
  const { wording, numerator, denominator } = claim;
  if (numerator === undefined || denominator === undefined) return [];
  const fault = checkStatisticalClaim({ wording, numerator, denominator });
  return fault === undefined
    ? []
    : [claimIssue([...keys, 'wording'], `composition:${fault}`, { wording, numerator, denominator })];
}

function statisticalIssues(claim: StatisticalClaim, keys: readonly PropertyKey[]): LocatedIssue[] {
  const missing = claim.fromTrial === undefined ? figureKeys.filter((key) => claim[key] === undefined) : [];
  return [
    ...missing.map((key) => claimIssue([...keys, key], 'trials:missing-key')),
    ...figureIssues(claim, keys),
  ];
}

/** A facility that nobody can reach is none. */
function facilityIssues(claim: ReciprocityClaim, keys: readonly PropertyKey[]): LocatedIssue[] {
  const { telephone, openingHours, answerNumber } = claim;
  if (telephone === undefined && answerNumber === undefined) {
    return [claimIssue(keys, 'trials:facility-unreachable')];
  }
  return [
    ...(telephone !== undefined && !TELEPHONE.test(telephone)
      ? [claimIssue([...keys, 'telephone'], 'trials:telephone-wrong')]
      : []),
    ...(telephone !== undefined && openingHours === undefined
      ? [claimIssue([...keys, 'openingHours'], 'trials:missing-key')]
      : []),
    ...(answerNumber !== undefined && !ANSWER_NUMBER.test(answerNumber)
      ? [claimIssue([...keys, 'answerNumber'], 'trials:answer-number-wrong')]
      : []),
  ];
}

function groundIssues(claim: ProtocolClaim, keys: readonly PropertyKey[]): LocatedIssue[] {
  if (claim.kind === 'statistical') return statisticalIssues(claim, keys);
  return claim.kind === 'reciprocity' ? facilityIssues(claim, keys) : [];
}

/** Each claim is in its element's text word for word, and has what its kind rests on (rule 7). */
export function checkClaims({ elements }: Pick<Protocol, 'elements'>): LocatedIssue[] {
  return elements.flatMap(({ id, technique, text, claims }, place) => {
    const needsClaim = text !== undefined && NEEDS_CLAIM.includes(technique);
    return [
      ...(needsClaim && claims.length === 0
        ? [claimIssue(['elements', place], 'trials:claim-missing', { id })]
        : []),
      ...claims.flatMap((claim, index) => {
        const keys = ['elements', place, 'claims', index];
        const { wording } = claim;
        return text !== undefined && !text.replace(/\s+/g, ' ').includes(wording)
          ? [claimIssue([...keys, 'wording'], 'trials:claim-not-in-text', { wording })]
          : groundIssues(claim, keys);
      }),
    ];
  });
}
