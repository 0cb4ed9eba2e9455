import type { MessageParams } from '../core/domain-error.js';
import type { OrganisationDetails } from '../organisations/organisations.service.js';
import { groundClaims, type ClaimGrounds } from '../trials/protocol/claim-grounds.js';
import { checkLetters, type TechniqueStatus } from '../trials/protocol/letter-texts.js';
import { expandFactors } from '../trials/protocol/expand-factors.js';
import { locateIssues, type LocatedIssue } from '../trials/protocol/protocol-issues.js';
import { protocolSchema, type ProtocolFile } from '../trials/protocol/protocol-schema.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';
import { valueAt, type DraftContent } from './draft-content.js';
import { plainFields, stepOfKey, type DraftStep } from './draft-fields.js';

/** What the writer of a draft does not fill in: it follows from who writes, for whom, and who approves. */
export interface DraftSetting {
  readonly organisation: Pick<OrganisationDetails, 'slug' | 'name' | 'contact'>;
  /** Names of everybody who changed the draft. */
  readonly authors: readonly string[];
  readonly approval: { readonly by: string; readonly on: string };
}

/** One thing that is missing or wrong in a draft. */
export interface DraftIssue {
  /** Undefined for what no step has a field for. */
  readonly step: DraftStep | undefined;
  readonly path: string;
  readonly code: string;
  readonly params: MessageParams;
  /** Not written yet, rather than wrong. */
  readonly missing: boolean;
}

export interface CheckedDraft {
  readonly issues: readonly DraftIssue[];
  /** The protocol as it would be registered; undefined as long as something is missing or wrong. */
  readonly protocol: Protocol | undefined;
  /** The same with an invented part for each part that is not right yet, to reckon with the others. */
  readonly filled: Protocol;
  /** The keys whose part is invented. */
  readonly invented: ReadonlySet<string>;
}

/** Parts that stand in for what is not written yet, so that the parts that are can be checked already. */
const standIn: Omit<ProtocolFile, 'organisation' | 'authors' | 'approval'> = {
  openbrief: 1,
  trial: 'concept',
  kind: 'trial',
  title: '–',
  question: '–',
  targetGroup: '–',
  allocation: 'drawn',
  unit: 'recipient',
  strata: [],
  arms: [
    { id: 'groep-1', name: '–', weight: 1, letter: true, elements: [] },
    { id: 'groep-2', name: '–', weight: 1, letter: true, elements: [] },
  ],
  letter: { subject: '–', base: '–', sentBy: 'openbrief' },
  elements: [],
  testsRetracted: [],
  outcome: { response: 'response', description: '–', windowDays: 28 },
  analysis: {
    confidenceLevel: 0.95,
    interval: 'newcombe',
    multiplicity: 'holm',
    smallestWorthwhileUplift: 0.1,
  },
  power: { expectedResponse: 0.5, recipients: 1_000_000, power: 0.8 },
  planning: { mailing: '9997-01-01', close: '9998-01-01', disclosure: '9999-01-01' },
  data: { purpose: '–', legalGround: '–', retainUntil: '9999-12-31', dpia: '–' },
  ethics: [{ question: '–', answer: '–' }],
};

/** The parts that hang together in a design: what a check says of one is of no use while another is invented. */
const design = ['letter', 'elements', 'arms', 'factors', 'reference', 'testsRetracted'];
const size = ['power', 'analysis', 'arms', 'factors', 'reference'];

/** The parts that a check reads, where those are others than the design as a whole. */
const readBy: Readonly<Record<string, readonly string[]>> = {
  'trials:arms-or-factors-missing': ['arms', 'factors'],
  'trials:close-before-mailing': ['planning'],
  'trials:disclosure-before-close': ['planning'],
  'trials:retention-before-close': ['planning', 'data'],
  'trials:facility-too-short': ['planning', 'elements'],
  'trials:source-too-old': ['planning', 'elements'],
  'trials:agreement-not-given-yet': ['elements'],
  'trials:pulse-after-mailing': ['planning', 'randomness'],
  'trials:pulse-not-on-the-minute': ['randomness'],
  'trials:cluster-column-missing': ['unit', 'cluster'],
  'trials:cluster-without-unit': ['unit', 'cluster'],
  'trials:source-missing': ['source', 'kind', 'allocation'],
  'trials:approved-by-author': [],
  'trials:looks-not-rising': ['looks'],
  'trials:looks-outside-trial': ['looks', 'planning'],
  'trials:looks-before-window': ['looks', 'planning', 'outcome'],
  'trials:looks-days-not-rising': ['looks'],
  'trials:looks-at-and-after-days': ['looks'],
  'trials:looks-after-window': ['looks', 'outcome'],
  'trials:looks-with-dunnett': ['looks', 'analysis'],
  'trials:sequence-has-no-times': ['looks'],
  'trials:sequence-needs-recipients': ['looks', 'unit', 'strata', 'factors'],
  'trials:reminder-order': ['reminders'],
  'trials:reminders-elsewhere': ['reminders', 'letter'],
  'trials:reminder-after-window': ['reminders', 'outcome'],
  'trials:reminder-after-close': ['reminders', 'planning'],
  'trials:reminder-arm-unknown': ['reminders', 'arms', 'factors'],
  'trials:covariates-need-recipients': ['covariates', 'unit'],
  'trials:covariate-repeated': ['covariates', 'strata'],
  'trials:covariate-is-personal': ['covariates'],
  'trials:underpowered': size,
  'trials:uplift-out-of-reach': size,
};

/** The draft with what its setting adds: the protocol as its author would have written it. */
export function protocolOf(content: DraftContent, setting: DraftSetting): Record<string, unknown> {
  const { organisation, authors, approval } = setting;
  return {
    ...content,
    openbrief: 1,
    organisation: { slug: organisation.slug, name: organisation.name, contact: organisation.contact },
    authors: [...authors],
    approval,
  };
}

const firstKey = ({ keys }: LocatedIssue): string => String(keys[0] ?? '');

/** Everything that is missing or wrong, as far as it can be told from what is there. */
export function checkDraft(
  content: DraftContent,
  setting: DraftSetting,
  statusOf: TechniqueStatus,
): CheckedDraft {
  const written = protocolOf(content, setting);
  const parsed = protocolSchema.safeParse(written, { reportInput: true });
  const own = parsed.success ? [] : locateIssues(parsed.error);
  const invented = new Set(own.map(firstKey));
  const file = fill(written, invented, setting);
  const filled = asItStands(file);
  const resolved = resolveProtocol(withoutDates(file, invented), () => undefined);
  const beyond = [...(resolved.ok ? [] : resolved.issues), ...checkLetters(filled, statusOf)];
  const located = [...own, ...beyond.filter((issue) => isOfUse(issue, invented))];
  return {
    issues: located.flatMap((issue) => draftIssues(content, issue)),
    protocol: parsed.success && resolved.ok && beyond.length === 0 ? resolved.protocol : undefined,
    filled,
    invented,
  };
}

/** The same with what the claims lack on this day; see `groundClaims`. */
export function withGrounds(
  checked: CheckedDraft,
  content: DraftContent,
  grounds: ClaimGrounds,
): CheckedDraft {
  const { issues } = groundClaims(checked.filled, grounds);
  const ofUse = issues.filter((issue) => isOfUse(issue, checked.invented));
  return {
    ...checked,
    issues: [...checked.issues, ...ofUse.map((issue) => draftIssue(content, issue))],
    protocol: issues.length === 0 ? checked.protocol : undefined,
  };
}

function fill(
  written: Record<string, unknown>,
  invented: ReadonlySet<string>,
  { organisation, authors, approval }: DraftSetting,
): ProtocolFile {
  const kept = Object.fromEntries(Object.entries(written).filter(([key]) => !invented.has(key)));
  const { slug, name, contact } = organisation;
  const given = { organisation: { slug, name, contact }, authors: [...authors], approval };
  const { arms, ...others } = standIn;
  // A design has arms or factors, whichever of the two is not right. Where neither was written, none are invented: that
  // is told as missing, and nothing would be registered that nobody wrote.
  const isArmless = kept['factors'] === undefined && kept['arms'] === undefined;
  const arming = isArmless && (invented.has('arms') || invented.has('factors')) ? { arms } : {};
  const candidate = protocolSchema.safeParse({ ...others, ...given, ...arming, ...kept });
  return candidate.success ? candidate.data : { ...standIn, ...given };
}

/** As long as there is no planning, nothing is too early or too late for it. */
function withoutDates(file: ProtocolFile, invented: ReadonlySet<string>): ProtocolFile {
  if (!invented.has('planning')) return file;
  const elements = file.elements.map((element) => ({
    ...element,
    claims: element.claims.filter(({ kind }) => kind !== 'reciprocity'),
  }));
  return { ...file, elements, data: standIn.data };
}

/** A protocol that may not hang together, to show what there is of it. */
function asItStands(file: ProtocolFile): Protocol {
  const { factors = [], reference, arms, ...rest } = file;
  const written = arms ?? expandFactors(factors);
  return { ...rest, arms: written, factors, reference: reference ?? written[0]?.id ?? '' };
}

const isOfUse = ({ issue }: LocatedIssue, invented: ReadonlySet<string>): boolean =>
  !(readBy[issue.code] ?? design).some((key) => invented.has(key));

/** A part that is missing as a whole is told field by field: that is how it is filled in. */
function draftIssues(content: DraftContent, located: LocatedIssue): DraftIssue[] {
  const issue = draftIssue(content, located);
  const part = located.keys.map(String).join('.');
  if (issue.code !== 'trials:missing-key' || issue.step === undefined) return [issue];
  const within = plainFields[issue.step].filter(
    ({ pattern, optional }) => pattern.startsWith(`${part}.`) && optional !== true,
  );
  return within.length === 0 ? [issue] : within.map(({ pattern }) => ({ ...issue, path: pattern }));
}

/** Where a check names a part as a whole, the field in which it can be mended. */
const mendedAt: Readonly<Record<string, string>> = {
  power: 'power.recipients',
  unit: 'cluster',
  covariates: 'covariates.0.column',
};

function draftIssue(content: DraftContent, { keys, issue }: LocatedIssue): DraftIssue {
  const written = keys.map(String).join('.');
  const path = mendedAt[written] ?? written;
  const present = valueAt(content, written);
  const missing =
    (issue.code.startsWith('trials:missing') || /^trials:(wrong-|empty)/.test(issue.code)) &&
    (present === undefined || present === '');
  return {
    step: stepOfKey(firstKey({ keys, issue })),
    path,
    code: missing ? 'trials:missing-key' : issue.code,
    params: { ...issue.params, ...(issue.line !== undefined && { line: issue.line }) },
    missing:
      missing || issue.code === 'trials:arms-or-factors-missing' || issue.code === 'trials:claim-missing',
  };
}
