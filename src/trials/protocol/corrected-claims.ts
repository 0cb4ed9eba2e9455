import { figureIssues } from './check-claims.js';
import type { ClaimGrounds, PublishedCount, TrialReference } from './claim-grounds.js';
import type { Protocol } from './protocol.js';

/** A figure of another trial that was corrected after a letter cited it. */
export interface CorrectedClaim {
  /** Id of the element with the claim, and the claim's place in it. */
  readonly element: string;
  readonly claim: number;
  readonly from: TrialReference;
  /** What the other trial says now; undefined where it withholds the arm by now. */
  readonly now: PublishedCount['counts'];
  readonly publishedAt: Date;
  /** Whether the words of the letter are still borne out. */
  readonly stillFits: boolean;
}

/**
 * The claims of a registered protocol whose figures are others now in the trial that they were taken from. What was
 * registered stays as it is: this is told beside it.
 */
export function correctedClaims(
  { elements }: Pick<Protocol, 'elements'>,
  published: ClaimGrounds['published'],
): CorrectedClaim[] {
  return elements.flatMap(({ id, claims }) =>
    claims.flatMap((claim, place): CorrectedClaim[] => {
      if (claim.kind !== 'statistical' || claim.fromTrial === undefined) return [];
      const found = published(claim.fromTrial);
      if (found === undefined || claim.numerator === undefined || claim.denominator === undefined) return [];
      const now = found.counts;
      if (now?.numerator === claim.numerator && now.denominator === claim.denominator) return [];
      const stillFits = now !== undefined && figureIssues({ ...claim, ...now }, []).length === 0;
      return [
        {
          element: id,
          claim: place,
          from: claim.fromTrial,
          now,
          publishedAt: found.publishedAt,
          stillFits,
        },
      ];
    }),
  );
}
