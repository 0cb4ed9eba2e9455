import type { QuarterFigures, QuarterTargets } from '../../home/quarter-figures.service.js';
import { definePage } from '../../platform/web/page.js';
import type { Refusal } from './code-view.js';

export const targetNames = ['trials', 'letters', 'pagesOnTime', 'answered'] as const;
export type TargetName = (typeof targetNames)[number];

export interface FigureView {
  readonly name: TargetName;
  readonly value: number;
  /** Of how many, where it is a part of something. */
  readonly hasWhole: boolean;
  readonly whole: number;
  readonly target?: {
    readonly value: number;
    readonly isPercent: boolean;
    readonly state: 'reached' | 'not-yet' | 'nothing-due';
  };
}

/** The organisation's figures of the quarter, on the first page. */
export interface QuarterView {
  readonly number: number;
  readonly year: number;
  readonly figures: readonly FigureView[];
  /** Absent for who sets no targets. */
  readonly settingsPath?: string;
}

export interface TargetsView {
  readonly fields: readonly { readonly name: TargetName; readonly value: string }[];
  readonly done: boolean;
  readonly refusal?: Refusal;
}

export const targetsPage = definePage<TargetsView>('workbench/targets');

/** A count against the number that is wanted. */
function counted(name: TargetName, value: number, target: number | null): FigureView {
  return {
    name,
    value,
    hasWhole: false,
    whole: 0,
    ...(target !== null && {
      target: { value: target, isPercent: false, state: value >= target ? 'reached' : 'not-yet' },
    }),
  };
}

/** A part against the percentage that is wanted; of nothing, none is reached and none is missed. */
function shared(name: TargetName, value: number, whole: number, target: number | null): FigureView {
  const state = whole === 0 ? 'nothing-due' : value * 100 >= whole * (target ?? 0) ? 'reached' : 'not-yet';
  return {
    name,
    value,
    hasWhole: true,
    whole,
    ...(target !== null && { target: { value: target, isPercent: true, state } }),
  };
}

export function quarterView(
  figures: QuarterFigures,
  targets: QuarterTargets,
  settingsPath?: string,
): QuarterView {
  const { quarter, trials, letters, pagesOnTime, pagesDue, answered, questions } = figures;
  return {
    number: quarter.number,
    year: quarter.year,
    figures: [
      counted('trials', trials, targets.trials),
      counted('letters', letters, targets.letters),
      shared('pagesOnTime', pagesOnTime, pagesDue, targets.pagesOnTime),
      shared('answered', answered, questions, targets.answered),
    ],
    ...(settingsPath !== undefined && { settingsPath }),
  };
}
