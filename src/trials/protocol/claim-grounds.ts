import { claimIssue, figureIssues, type StatisticalClaim } from './check-claims.js';
import type { LocatedIssue } from './protocol-issues.js';
import type { Protocol } from './protocol.js';
import { textIn } from './protocol.js';
import type { ProtocolClaim, PublicText } from './protocol-schema.js';

/** The arm of another trial that a claim takes its figures from. */
export type TrialReference = NonNullable<StatisticalClaim['fromTrial']>;

/** What a published trial says of one of its arms; undefined counts are withheld. */
export interface PublishedCount {
  readonly kind: 'trial' | 'example' | 'replay';
  readonly title: PublicText;
  /** Day of mailing and day of closing, yyyy-mm-dd. */
  readonly period: readonly [from: string, until: string];
  readonly counts: { readonly numerator: number; readonly denominator: number } | undefined;
  /** When the version that says so was published. */
  readonly publishedAt: Date;
}

/** By what a protocol's claims are judged on the day that it is registered. */
export interface ClaimGrounds {
  /** yyyy-mm-dd, in the Netherlands. */
  readonly today: string;
  /** Age in months that a source may have when the letters go out. */
  readonly maxSourceAge: number;
  /** Undefined for a trial, or an arm, that is not published. */
  readonly published: (reference: TrialReference) => PublishedCount | undefined;
}

export interface GroundedProtocol {
  /** With the figures that come from other trials filled in. */
  readonly protocol: Protocol;
  readonly issues: readonly LocatedIssue[];
}

/** A day some months earlier; the last day of the month where that one has no such day. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

type Grounded = readonly [claim: ProtocolClaim, issues: readonly LocatedIssue[]];

/** A made-up figure is fit for a made-up trial alone. */
const fitFor = (kind: PublishedCount['kind'], own: Protocol['kind']): boolean =>
  kind !== 'example' || own === 'example';

function fromTrial(
  claim: StatisticalClaim,
  reference: TrialReference,
  kind: Protocol['kind'],
  keys: readonly PropertyKey[],
  { published }: ClaimGrounds,
): Grounded {
  const at = [...keys, 'fromTrial'];
  const params = { organisation: reference.organisation, trial: reference.trial, arm: reference.arm };
  const found = published(reference);
  if (found === undefined) return [claim, [claimIssue(at, 'trials:claim-trial-not-published', params)]];
  if (!fitFor(found.kind, kind)) return [claim, [claimIssue(at, 'trials:claim-trial-simulated', params)]];
  if (found.counts === undefined) return [claim, [claimIssue(at, 'trials:claim-trial-withheld', params)]];
  const { numerator, denominator } = found.counts;
  const differs =
    (claim.numerator ?? numerator) !== numerator || (claim.denominator ?? denominator) !== denominator;
  if (differs) {
    return [claim, [claimIssue(at, 'trials:claim-figures-differ', { ...params, numerator, denominator })]];
  }
  const [from, until] = found.period;
  const filled: StatisticalClaim = {
    ...claim,
    numerator,
    denominator,
    period: claim.period ?? `${from}/${until}`,
    source: claim.source ?? textIn(found.title, 'nl'),
    date: until,
  };
  return [filled, claim.numerator === undefined ? figureIssues(filled, keys) : []];
}

function ageIssues(
  date: string | undefined,
  mailing: string,
  keys: readonly PropertyKey[],
  { maxSourceAge }: ClaimGrounds,
): LocatedIssue[] {
  return date !== undefined && date < monthsBefore(mailing, maxSourceAge)
    ? [claimIssue([...keys, 'date'], 'trials:source-too-old', { date, months: maxSourceAge, mailing })]
    : [];
}

/**
 * Fills in the figures that come from published trials, and tells what the claims of a protocol lack on this day: an
 * agreement that was not given yet, a source that is too old by the day of mailing, another trial that does not say
 * it. What a claim must have by itself is `checkClaims`'s.
 */
export function groundClaims(protocol: Protocol, grounds: ClaimGrounds): GroundedProtocol {
  const issues: LocatedIssue[] = [];
  const ground = (claim: ProtocolClaim, keys: readonly PropertyKey[]): ProtocolClaim => {
    if (claim.kind === 'authority' && claim.agreedOn > grounds.today) {
      issues.push(
        claimIssue([...keys, 'agreedOn'], 'trials:agreement-not-given-yet', { date: claim.agreedOn }),
      );
    }
    if (claim.kind !== 'statistical') return claim;
    const [filled, found]: Grounded =
      claim.fromTrial === undefined
        ? [claim, []]
        : fromTrial(claim, claim.fromTrial, protocol.kind, keys, grounds);
    const { date } = filled.kind === 'statistical' ? filled : {};
    issues.push(...found, ...ageIssues(date, protocol.planning.mailing, keys, grounds));
    return filled;
  };
  const elements = protocol.elements.map((element, place) => ({
    ...element,
    claims: element.claims.map((claim, index) => ground(claim, ['elements', place, 'claims', index])),
  }));
  return { protocol: { ...protocol, elements }, issues };
}

/** Whether any claim takes its figures from another trial. */
export const trialsCited = ({ elements }: Pick<Protocol, 'elements'>): TrialReference[] =>
  elements.flatMap(({ claims }) =>
    claims.flatMap((claim) =>
      claim.kind === 'statistical' && claim.fromTrial !== undefined ? [claim.fromTrial] : [],
    ),
  );

/** The same protocol with the figures that an earlier registration of it filled in, where it has none of its own. */
export function withFiguresOf(protocol: Protocol, registered: Protocol): Protocol {
  const known = new Map(
    registered.elements.flatMap(({ id, claims }) =>
      claims.map((claim) => [`${id} ${claim.wording} ${JSON.stringify(referenceOf(claim))}`, claim] as const),
    ),
  );
  return {
    ...protocol,
    elements: protocol.elements.map((element) => ({
      ...element,
      claims: element.claims.map((claim) => {
        const before = known.get(`${element.id} ${claim.wording} ${JSON.stringify(referenceOf(claim))}`);
        return referenceOf(claim) === undefined || before === undefined ? claim : { ...before, ...claim };
      }),
    })),
  };
}

function referenceOf(claim: ProtocolClaim): readonly string[] | undefined {
  if (claim.kind !== 'statistical' || claim.fromTrial === undefined) return undefined;
  const { organisation, trial, arm } = claim.fromTrial;
  return [organisation, trial, arm];
}
