import { isObject, textAt, type DraftContent, type DraftPath } from './draft-content.js';

/** How a field is typed in, kept and shown. */
export type FieldKind =
  | 'line'
  | 'text'
  | 'letter'
  | 'public-line'
  | 'public-text'
  | 'whole'
  | 'percent'
  | 'euro'
  | 'decimal'
  | 'date'
  | 'choice'
  | 'technique'
  | 'slot'
  | 'element'
  | 'elements'
  | 'arm'
  | 'arms'
  | 'columns'
  | 'days'
  | 'moments'
  | 'pulse'
  | 'yes';

export interface FieldRule {
  /** Place in the draft, with `*` for the number of an item. */
  readonly pattern: string;
  readonly kind: FieldKind;
  readonly options?: readonly string[];
  /** May be left out: nobody is asked for it. */
  readonly optional?: boolean;
  /** Folded away among what is right for most trials. */
  readonly further?: boolean;
  /** The first field of a part with a heading and an explanation of its own, by the name of its texts. */
  readonly section?: string;
}

/** The steps of a draft, in the order of the page; each can be taken at any time. */
export const draftSteps = ['question', 'letter', 'arms', 'outcome', 'size', 'planning', 'care'] as const;
export type DraftStep = (typeof draftSteps)[number];

export const isDraftStep = (text: string): text is DraftStep => draftSteps.some((step) => step === text);

const field = (
  pattern: string,
  kind: FieldKind,
  more: Omit<FieldRule, 'pattern' | 'kind'> = {},
): FieldRule => ({
  pattern,
  kind,
  ...more,
});

/** The protocol's keys that each step has its fields under. No key is in two steps. */
export const keysOfStep: Readonly<Record<DraftStep, readonly string[]>> = {
  question: ['title', 'trial', 'question', 'targetGroup'],
  letter: ['letter', 'elements', 'testsRetracted'],
  arms: ['arms', 'factors', 'reference', 'unit', 'cluster', 'strata', 'covariates', 'randomness'],
  outcome: ['outcome', 'costs'],
  size: ['power', 'analysis'],
  planning: ['planning', 'reminders', 'looks'],
  care: ['data', 'ethics'],
};

export const stepOfKey = (key: string): DraftStep | undefined =>
  draftSteps.find((step) => keysOfStep[step].includes(key));

export const claimKinds = ['statistical', 'authority', 'reciprocity', 'factual'] as const;
export type ClaimKind = (typeof claimKinds)[number];

const claim = (name: string, kind: FieldKind, optional = false): FieldRule =>
  field(`elements.*.claims.*.${name}`, kind, optional ? { optional } : {});

/** What each kind of claim rests on. */
export const claimFields: Readonly<Record<ClaimKind, readonly FieldRule[]>> = {
  statistical: [
    claim('wording', 'line'),
    // Asked for by the check, unless the figure comes from a trial.
    claim('numerator', 'whole', true),
    claim('denominator', 'whole', true),
    claim('period', 'line', true),
    claim('source', 'line', true),
    claim('date', 'date', true),
    claim('fromTrial.organisation', 'line', true),
    claim('fromTrial.trial', 'line', true),
    claim('fromTrial.arm', 'line', true),
  ],
  authority: [
    claim('wording', 'line'),
    claim('who', 'line'),
    claim('function', 'line'),
    claim('agreedBy', 'line'),
    claim('agreedOn', 'date'),
    claim('recorded', 'line'),
  ],
  reciprocity: [
    claim('wording', 'line'),
    claim('facility', 'line'),
    claim('telephone', 'line', true),
    claim('openingHours', 'line', true),
    claim('answerNumber', 'line', true),
    claim('from', 'date'),
    claim('until', 'date'),
  ],
  factual: [claim('wording', 'line'), claim('source', 'line'), claim('date', 'date')],
};

export const elementFields: readonly FieldRule[] = [
  field('elements.*.name', 'public-line'),
  field('elements.*.technique', 'technique'),
  field('elements.*.slot', 'slot'),
  field('elements.*.text', 'letter'),
];

export const armFields: readonly FieldRule[] = [
  field('arms.*.name', 'public-line'),
  field('arms.*.letter', 'yes', { optional: true }),
  field('arms.*.elements', 'elements', { optional: true }),
  field('arms.*.weight', 'whole', { optional: true }),
];

export const factorFields: readonly FieldRule[] = [
  field('factors.*.name', 'public-line'),
  field('factors.*.element', 'element'),
];

export const ethicsFields: readonly FieldRule[] = [
  field('ethics.*.question', 'public-line'),
  field('ethics.*.answer', 'public-text'),
];

export const reminderFields: readonly FieldRule[] = [
  field('reminders.*.afterDays', 'whole'),
  field('reminders.*.arms', 'arms', { optional: true }),
  field('reminders.*.letter.subject', 'line', { optional: true }),
  field('reminders.*.letter.base', 'letter', { optional: true }),
];

/** An arm whose reminder has other elements than its first letter. */
export const reminderArmFields: readonly FieldRule[] = [
  field('reminders.*.letter.elements.*.arm', 'arm'),
  field('reminders.*.letter.elements.*.elements', 'elements', { optional: true }),
];

export const covariateFields: readonly FieldRule[] = [
  field('covariates.*.column', 'line'),
  field('covariates.*.kind', 'choice', { options: ['number', 'category'] }),
  field('covariates.*.step', 'decimal', { optional: true }),
];

/** Fields that stand by themselves; those of lists are above. */
export const plainFields: Readonly<Record<DraftStep, readonly FieldRule[]>> = {
  question: [
    field('title', 'public-line'),
    field('question', 'public-text'),
    field('targetGroup', 'public-text'),
    field('trial', 'line'),
  ],
  letter: [
    field('letter.subject', 'line'),
    field('letter.base', 'letter'),
    field('letter.pages', 'whole', { optional: true }),
    field('letter.enclosures', 'columns', { optional: true }),
    field('letter.yourReference', 'line', { optional: true }),
    field('letter.disclosure.postponedBecause', 'public-text', {
      optional: true,
      further: true,
      section: 'disclosure',
    }),
    field('letter.heldBack.because', 'public-text', { optional: true, further: true }),
  ],
  arms: [
    field('reference', 'arm', { optional: true }),
    field('unit', 'choice', { options: ['recipient', 'cluster'] }),
    field('cluster', 'line', { optional: true }),
    field('strata', 'columns', { optional: true }),
    field('randomness.beacon', 'choice', {
      options: ['', 'drand', 'nist'],
      optional: true,
      further: true,
      section: 'beacon',
    }),
    field('randomness.pulse', 'pulse', { optional: true, further: true }),
  ],
  outcome: [
    field('outcome.description', 'public-text'),
    field('outcome.windowDays', 'whole'),
    field('costs.letter', 'euro', { optional: true }),
    field('costs.reminder', 'euro', { optional: true }),
    field('costs.phoneCall', 'euro', { optional: true }),
    field('costs.callsPerNonResponder', 'percent', { optional: true }),
    field('outcome.response', 'line', { optional: true, further: true }),
  ],
  size: [
    field('power.expectedResponse', 'percent'),
    field('analysis.smallestWorthwhileUplift', 'percent'),
    field('power.recipients', 'whole'),
    field('power.reasonIfUnderpowered', 'public-text', { optional: true }),
    field('power.designEffect', 'decimal', { optional: true, further: true }),
    field('power.power', 'percent', { optional: true, further: true }),
    field('analysis.confidenceLevel', 'percent', { optional: true, further: true }),
    field('analysis.interval', 'choice', {
      options: ['newcombe', 'miettinen-nurminen'],
      optional: true,
      further: true,
    }),
    field('analysis.multiplicity', 'choice', {
      options: ['holm', 'dunnett', 'benjamini-hochberg', 'none'],
      optional: true,
      further: true,
    }),
  ],
  planning: [
    field('planning.mailing', 'date'),
    field('planning.close', 'date'),
    field('planning.disclosure', 'date'),
    field('looks.boundary', 'choice', {
      options: ['', 'obrien-fleming', 'pocock', 'confidence-sequence'],
      optional: true,
      section: 'looks',
    }),
    field('looks.at', 'moments', { optional: true }),
    field('looks.afterDays', 'days', { optional: true }),
  ],
  care: [
    field('data.purpose', 'public-text'),
    field('data.legalGround', 'public-text'),
    field('data.retainUntil', 'date'),
    field('data.dpia', 'line'),
  ],
};

const listFields: Readonly<Partial<Record<DraftStep, readonly FieldRule[]>>> = {
  letter: [...elementFields, ...claimKinds.flatMap((kind) => claimFields[kind])],
  arms: [...armFields, ...factorFields, ...covariateFields],
  planning: [...reminderFields, ...reminderArmFields],
  care: ethicsFields,
};

/** Every field of a step. */
export const fieldsOfStep = (step: DraftStep): readonly FieldRule[] => [
  ...plainFields[step],
  ...(listFields[step] ?? []),
];

/** A place with `*` for the numbers in it. */
export const patternOf = (path: DraftPath): string =>
  path
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? '*' : key))
    .join('.');

/** Name of a field in the texts: `elements.*.claims.*.wording` is `elements-claims-wording`. */
export const fieldName = (pattern: string): string => pattern.replaceAll('.*', '').replaceAll('.', '-');

/** A place as an id in the page. */
export const idOf = (path: DraftPath): string => path.replaceAll('.', '-');

export const kindOfClaim = (claim: unknown): ClaimKind =>
  claimKinds.find((kind) => isObject(claim) && claim['kind'] === kind) ?? 'factual';

/** The slots that the base letter has, in their order. */
export function slotsOf(content: DraftContent): string[] {
  const found = textAt(content, 'letter.base').matchAll(/\{\{\s*slot\s+(?:"([^"]*)"|'([^']*)')\s*\}\}/g);
  return [...new Set([...found].map(([, double, single]) => double ?? single ?? ''))];
}
