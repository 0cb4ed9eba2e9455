import type { MessageParams } from '../../core/domain-error.js';
import { isOnTheMinute, promisedPulse } from '../../core/randomisation/promised-pulse.js';
import { addDays } from './add-days.js';
import { formatPath, type LocatedIssue } from './protocol-issues.js';
import { checkCovariates } from './check-covariates.js';
import { checkLooks } from './check-looks.js';
import { checkReminderDays, checkReminders } from './check-reminders.js';
import { LEAST_POWER, powerOfProtocol } from './protocol-power.js';
import type { Protocol } from './protocol.js';

type Check = (protocol: Protocol) => LocatedIssue[];

const issue = (keys: readonly PropertyKey[], name: string, params: MessageParams = {}): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code: `trials:${name}`, params: { key: formatPath(keys), ...params } },
});

/** Places of ids that an earlier item of the list has already. */
function repeated(list: readonly { readonly id: string }[]): number[] {
  const seen = new Set<string>();
  return list.flatMap(({ id }, place) => {
    const again = seen.has(id);
    seen.add(id);
    return again ? [place] : [];
  });
}

const idsAreUnique: Check = ({ arms, factors, elements }) =>
  (['arms', 'factors', 'elements'] as const).flatMap((name) => {
    const list = { arms, factors, elements }[name];
    return repeated(list).map((place) =>
      issue([name, place, 'id'], 'id-repeated', { id: list[place]?.id ?? '' }),
    );
  });

const elementsExist: Check = ({ arms, factors, elements }) => {
  const known = new Set(elements.map(({ id }) => id));
  const unknownIn = (keys: readonly PropertyKey[], id: string): LocatedIssue[] =>
    known.has(id) ? [] : [issue(keys, 'element-unknown', { id })];
  return factors.length > 0
    ? factors.flatMap(({ element }, place) => unknownIn(['factors', place, 'element'], element))
    : arms.flatMap((arm, place) =>
        arm.elements.flatMap((id, index) => unknownIn(['arms', place, 'elements', index], id)),
      );
};

const armsWithoutLetterHaveNoElements: Check = ({ arms }) =>
  arms.flatMap((arm, place) =>
    !arm.letter && arm.elements.length > 0
      ? [issue(['arms', place, 'elements'], 'elements-without-letter')]
      : [],
  );

/** Two elements at one slot of one letter: the second would push the first out without a word. */
const slotsHoldOneElement: Check = ({ arms, elements, factors }) => {
  const slotOf = new Map(elements.map(({ id, slot }) => [id, slot]));
  return arms.flatMap((arm, place) => {
    const slots = arm.elements.map((id) => slotOf.get(id) ?? id);
    const twice = slots.find((slot, index) => slots.indexOf(slot) !== index);
    if (twice === undefined) return [];
    const keys = factors.length > 0 ? ['factors'] : ['arms', place, 'elements'];
    return [issue(keys, 'slot-taken-twice', { slot: twice, arm: arm.id })];
  });
};

const referenceExists: Check = ({ arms, reference }) =>
  arms.some(({ id, weight }) => id === reference && weight > 0)
    ? []
    : [issue(['reference'], 'reference-unknown', { id: reference })];

const enoughArmsAreDrawn: Check = ({ arms }) =>
  arms.filter(({ weight }) => weight > 0).length >= 2 ? [] : [issue(['arms'], 'too-few-arms')];

const approvedByAnother: Check = ({ approval, authors }) =>
  authors.some((author) => author.trim().toLowerCase() === approval.by.trim().toLowerCase())
    ? [issue(['approval', 'by'], 'approved-by-author', { name: approval.by })]
    : [];

const clusterColumnGoesWithClusters: Check = ({ unit, cluster }) =>
  (unit === 'cluster') === (cluster !== undefined)
    ? []
    : [
        unit === 'cluster'
          ? issue(['unit'], 'cluster-column-missing')
          : issue(['cluster'], 'cluster-without-unit'),
      ];

/** The trial's last day, or the last on which a response to a letter counts, whichever comes later. */
const lastDay = ({ planning, outcome }: Protocol): string => {
  const lastResponse = addDays(planning.mailing, outcome.windowDays);
  return lastResponse > planning.close ? lastResponse : planning.close;
};

/** What a letter promises is there from its mailing on, for as long as somebody may still answer to it. */
const facilitiesLast: Check = (protocol) =>
  protocol.elements.flatMap(({ claims }, element) =>
    claims.flatMap((claim, index) => {
      if (claim.kind !== 'reciprocity') return [];
      const { from, until } = claim;
      const needed = lastDay(protocol);
      return until < needed || from > protocol.planning.mailing
        ? [issue(['elements', element, 'claims', index], 'facility-too-short', { from, until, needed })]
        : [];
    }),
  );

const datesAreInOrder: Check = ({ planning, data }) => [
  ...(planning.mailing < planning.close ? [] : [issue(['planning', 'close'], 'close-before-mailing')]),
  ...(planning.close <= planning.disclosure
    ? []
    : [issue(['planning', 'disclosure'], 'disclosure-before-close')]),
  ...(data.retainUntil >= planning.close ? [] : [issue(['data', 'retainUntil'], 'retention-before-close')]),
];

const externalHasItsSource: Check = ({ allocation, kind, source, letter }) => [
  ...((allocation === 'external' || kind === 'replay') && source === undefined
    ? [issue(['source'], 'source-missing')]
    : []),
  ...(allocation === 'external' && letter.sentBy === 'openbrief'
    ? [issue(['letter', 'sentBy'], 'external-is-sent-elsewhere')]
    : []),
];

/** A pulse belongs to a draw of ours, exists, and comes before the letters that follow from it. */
const pulseFits: Check = ({ randomness, allocation, planning }) => {
  if (randomness === undefined) return [];
  if (allocation === 'external') return [issue(['randomness'], 'randomness-with-external')];
  if (randomness.beacon === 'nist' && !isOnTheMinute(randomness.pulse))
    return [issue(['randomness', 'pulse'], 'pulse-not-on-the-minute')];
  const { at } = promisedPulse(randomness);
  return at.toISOString().slice(0, 10) > planning.mailing
    ? [issue(['randomness', 'pulse'], 'pulse-after-mailing', { mailing: planning.mailing })]
    : [];
};

/**
 * Too small a trial costs letters and teaches nothing, so it says why it is done all the same. What has been done
 * already, and is only told again, can't be made larger.
 */
const isLargeEnough: Check = (protocol) => {
  const { kind, power, analysis } = protocol;
  if (kind === 'replay') return [];
  const reached = powerOfProtocol(protocol);
  if (reached.kind === 'undefined') return [issue(['power', 'expectedResponse'], 'uplift-out-of-reach')];
  const needed = Math.max(LEAST_POWER, power.power);
  if (reached.power >= needed || power.reasonIfUnderpowered !== undefined) return [];
  return [
    issue(['power'], 'underpowered', {
      recipients: power.recipients,
      uplift: Number((analysis.smallestWorthwhileUplift * 100).toFixed(2)),
      // Rounded down: 79.6% is not the 80% that is needed.
      power: Math.floor(reached.power * 100),
      promised: Math.round(needed * 100),
    }),
  ];
};

/** What Openbrief sends, it must have the words of. */
const sentTextsAreThere: Check = ({ letter, elements }) =>
  letter.sentBy === 'elsewhere'
    ? []
    : [
        ...(letter.base === undefined ? [issue(['letter', 'base'], 'missing-key')] : []),
        ...elements.flatMap(({ text }, place) =>
          text === undefined ? [issue(['elements', place, 'text'], 'missing-key')] : [],
        ),
      ];

/** What holds of looks, reminders, covariates and days whichever arms and elements there are. */
const apartFromDesign: readonly Check[] = [
  clusterColumnGoesWithClusters,
  datesAreInOrder,
  externalHasItsSource,
  pulseFits,
  checkReminderDays,
  checkCovariates,
  checkLooks,
];

const checks: readonly Check[] = [
  sentTextsAreThere,
  idsAreUnique,
  elementsExist,
  armsWithoutLetterHaveNoElements,
  slotsHoldOneElement,
  enoughArmsAreDrawn,
  referenceExists,
  approvedByAnother,
  clusterColumnGoesWithClusters,
  datesAreInOrder,
  facilitiesLast,
  externalHasItsSource,
  pulseFits,
  checkReminders,
  checkCovariates,
  checkLooks,
];

/** Arms one by one or factors, never both and never neither. */
function checkArmsOrFactors(protocol: Protocol, armsWritten: boolean): LocatedIssue[] {
  if (armsWritten && protocol.factors.length > 0) return [issue(['factors'], 'arms-and-factors')];
  if (!armsWritten && protocol.factors.length === 0) return [issue(['arms'], 'arms-or-factors-missing')];
  return [];
}

/** Parts that say how many groups there are, and of whom. */
const sizeFollowsFrom: ReadonlySet<string> = new Set([
  'arms',
  'factors',
  'elements',
  'reference',
  'unit',
  'cluster',
  'strata',
  'looks',
  'power',
  'analysis',
]);

/** What a schema can't say: checks that span several keys of the protocol. An empty list means that all is well. */
export function checkProtocol(
  protocol: Protocol,
  options: { readonly armsWritten: boolean; readonly anySize?: boolean },
): LocatedIssue[] {
  const structural = checkArmsOrFactors(protocol, options.armsWritten);
  if (structural.length > 0) return [...structural, ...apartFromDesign.flatMap((check) => check(protocol))];
  const issues = checks.flatMap((check) => check(protocol));
  // The power of a design that is not right yet would be the power of another.
  const hasDesign = !issues.some(({ keys }) => sizeFollowsFrom.has(String(keys[0])));
  return hasDesign && options.anySize !== true ? [...issues, ...isLargeEnough(protocol)] : issues;
}
