import { mayDo, rolesOf, type Action, type Role } from '../../core/access.js';
import { definePage } from '../../platform/web/page.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { TrialState } from '../../trials/life-cycle.js';

/** The steps of a trial that are taken in the workbench, each with who may take it. */
export const stepActions = {
  import: 'recipients.import',
  freeze: 'allocation.draw',
  allocate: 'allocation.draw',
  approve: 'proofs.approve',
  plan: 'mailing.plan',
  'hand-over': 'mailing.hand-over',
  collect: 'mailing.hand-over',
  responses: 'responses.deliver',
  close: 'trials.end',
  stop: 'trials.end',
  analyse: 'analysis.run',
  publish: 'disclosure.propose',
} as const satisfies Readonly<Record<string, Action>>;

export type StepName = keyof typeof stepActions;

/** Steps that have a page of their own, on which they are confirmed; the others are done elsewhere on the trial's page. */
export const confirmedSteps = ['freeze', 'allocate', 'plan', 'collect', 'close', 'stop', 'analyse'] as const;
export type ConfirmedStep = (typeof confirmedSteps)[number];

/** What is to be known of a trial to say what comes next. */
export interface StepFacts {
  readonly state: TrialState;
  readonly recipients: number;
  readonly allocation: 'drawn' | 'external';
  readonly sentBy: 'openbrief' | 'elsewhere';
  /** Whether the protocol mixes a public pulse in, and whether the list was closed for it. */
  readonly beacon: 'none' | 'open' | 'closed';
  /** Whether somebody approved every letter. */
  readonly approved: boolean;
  /** yyyy-mm-dd, both in Amsterdam. */
  readonly today: string;
  readonly close: string;
}

/** The one thing that a trial waits for; undefined when nothing is left to do. */
export function nextStep(facts: StepFacts): StepName | undefined {
  switch (facts.state) {
    case 'draft':
      return undefined;
    case 'registered':
      if (facts.recipients === 0) return 'import';
      return facts.beacon === 'open' ? 'freeze' : 'allocate';
    case 'allocated':
      if (facts.sentBy === 'elsewhere') return 'collect';
      return facts.approved ? 'plan' : 'approve';
    case 'mailing':
      return 'hand-over';
    case 'collecting':
      return facts.today < facts.close ? 'responses' : 'close';
    case 'closed':
      return 'analyse';
    case 'analysed':
      return 'publish';
    case 'disclosed':
      return undefined;
  }
}

/** The panel at the head of a trial's page. */
export interface NextStepView {
  readonly step: StepName;
  /** Where it is done; absent for who may not. */
  readonly path?: string;
  /** Roles that may. */
  readonly roles: readonly Role[];
  /** Where a trial is stopped before its time; absent for who may not, and where it is not under way. */
  readonly stopPath?: string;
}

const anchors: Readonly<Partial<Record<StepName, string>>> = {
  import: '/import',
  approve: '#proofs',
  'hand-over': '#batches',
  responses: '/responses',
  publish: '/disclosure',
};

export function nextStepView(
  facts: StepFacts,
  path: string,
  roles: readonly Role[],
): NextStepView | undefined {
  const step = nextStep(facts);
  if (step === undefined) return undefined;
  const action = stepActions[step];
  const underWay = ['registered', 'allocated', 'mailing', 'collecting'].includes(facts.state);
  return {
    step,
    roles: rolesOf[action],
    ...((mayDo(roles, action) || (step === 'publish' && mayDo(roles, 'disclosure.publish'))) && {
      path: `${path}${anchors[step] ?? `/steps/${step}`}`,
    }),
    ...(underWay && mayDo(roles, stepActions.stop) && { stopPath: `${path}/steps/stop` }),
  };
}

/** The page on which a step is confirmed: what it does, and what can't be undone. */
export interface StepView {
  readonly step: ConfirmedStep;
  readonly path: string;
  readonly trialPath: string;
  readonly title: ShownText;
  readonly recipients: number;
  /** Where the draw waits for a public pulse. */
  readonly pulse?: {
    readonly kind: 'drand' | 'nist';
    readonly reference: string;
    /** ISO 8601 */
    readonly at: string;
    readonly address: string;
  };
  readonly closeOn: string;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const stepPage = definePage<StepView>('workbench/step');
