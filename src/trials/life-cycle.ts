import { DomainError } from '../core/domain-error.js';

/** The states of a trial, in order. */
export const trialStates = [
  'draft',
  'registered',
  'allocated',
  'mailing',
  'collecting',
  'closed',
  'analysed',
  'disclosed',
] as const;

export type TrialState = (typeof trialStates)[number];

/** What can be done to a trial that changes its state. */
export type Transition =
  'register' | 'allocate' | 'start-mailing' | 'start-collecting' | 'close' | 'analyse' | 'disclose' | 'stop';

interface Rule {
  readonly from: readonly TrialState[];
  readonly to: TrialState;
}

/**
 * The one table of the life cycle. `start-collecting` may come straight after allocation, for a trial whose letters
 * were sent elsewhere. `stop` ends a trial early at any point after registration; it is closed like any other, and so
 * still analysed and disclosed.
 */
const transitions: Readonly<Record<Transition, Rule>> = {
  register: { from: ['draft'], to: 'registered' },
  allocate: { from: ['registered'], to: 'allocated' },
  'start-mailing': { from: ['allocated'], to: 'mailing' },
  'start-collecting': { from: ['allocated', 'mailing'], to: 'collecting' },
  close: { from: ['collecting'], to: 'closed' },
  analyse: { from: ['closed'], to: 'analysed' },
  disclose: { from: ['analysed'], to: 'disclosed' },
  stop: { from: ['registered', 'allocated', 'mailing', 'collecting'], to: 'closed' },
};

/** The state after a transition; a refusal that names both states when the table does not allow it. */
export function nextState(from: TrialState, transition: Transition): TrialState {
  const rule = transitions[transition];
  if (!rule.from.includes(from)) {
    throw new DomainError('conflict', 'trials:transition-refused', { state: from, transition });
  }
  return rule.to;
}

/** Whether a trial in this state has passed (or is in) the other. */
export function hasReached(state: TrialState, milestone: TrialState): boolean {
  return trialStates.indexOf(state) >= trialStates.indexOf(milestone);
}

/**
 * Rule 5: results by arm may be seen from the close on. Before it nobody sees them, unless two people agreed to that in
 * public: then there is an analysis of so far, apart from the registered one (src/analysis/so-far.ts).
 */
export function resultsMayBeSeen(state: TrialState): boolean {
  return hasReached(state, 'closed');
}
