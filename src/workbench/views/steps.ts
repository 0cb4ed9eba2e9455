import { trialStates, type TrialState } from '../../trials/life-cycle.js';
import type { StepState } from './trial-view.js';

/** The life cycle as steps: what is behind the trial, where it is, what lies ahead. Disclosed is the end: all done. */
export function buildSteps(state: TrialState): { readonly name: TrialState; readonly state: StepState }[] {
  const at = trialStates.indexOf(state);
  return trialStates.map((name, place) => ({
    name,
    state: place < at || state === 'disclosed' ? 'done' : place === at ? 'current' : 'ahead',
  }));
}
