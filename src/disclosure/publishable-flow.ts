import {
  isFew,
  withheldTotals,
  type AddedUp,
  type PublishedTotals,
} from '../core/disclosure-control/publishable-totals.js';
import { isSmall, LOWEST_THRESHOLD, type GroupCount } from '../core/disclosure-control/suppress.js';

/** Totals over all arms, from the file to the response. */
export interface FlowCounts {
  readonly lines: number;
  readonly refused: number;
  readonly optedOut: number;
  readonly allocated: number;
  /** Allocated to an arm without a letter; absent when nobody is. */
  readonly withoutLetter?: number;
  /** Who died, moved, objected or opted out before their first letter was made; absent when nobody did. */
  readonly notSent?: number;
  /** Letters of the first wave: once all are made, allocated = withoutLetter + notSent + mailed. */
  readonly mailed: number | null;
  /** Letters of later waves; absent without any. */
  readonly reminders?: number;
  /** Recipients of whom a letter came back; absent when none did. */
  readonly undeliverable?: number;
  readonly responses: number;
  readonly unmatched: number;
  /** Who asked for no more letters, with their code; absent from documents of before this was told. */
  readonly objected?: number;
}

/** A total that can be withheld. How many were allocated can't: anybody may redo the draw and count. */
export type FlowTotal = Exclude<keyof FlowCounts, 'allocated'>;

/** The flow as published: totals that could point at people, or give such a total away, are absent and named. */
export interface PublishedFlow extends Partial<FlowCounts> {
  readonly allocated: number;
  /** Absent when everything is shown, and from documents of before totals were withheld. */
  readonly withheld?: readonly FlowTotal[];
}

/** What of the arms decides about the totals beside them. */
export interface FlowArms {
  readonly totals: readonly Pick<GroupCount, 'arm' | 'n' | 'x'>[];
  readonly withheld: readonly string[];
  /** Whether an arm is withheld for what a correction moved in it: the total would tell that of the withheld together. */
  readonly movedByFew?: boolean;
  /** Arms that get no letter. */
  readonly withoutLetter: readonly string[];
}

const sums: readonly AddedUp[] = [
  { buffer: 'lines', parts: ['refused', 'optedOut'] },
  { buffer: 'mailed', parts: ['notSent', 'withoutLetter'] },
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function countsOf(flow: Partial<FlowCounts>): Partial<Record<FlowTotal, number>> {
  const totals = Object.entries(flow).filter(
    ([name, count]) => name !== 'allocated' && typeof count === 'number',
  );
  return Object.fromEntries(totals);
}

/** Totals that are not small themselves, and give a small number away beside the arms or one another. */
function telling(flow: FlowCounts, arms: FlowArms, threshold: number): FlowTotal[] {
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  const { allocated, withoutLetter = 0, notSent = 0, mailed, reminders = 0, responses } = flow;
  const hidden = arms.totals.filter(({ arm }) => arms.withheld.includes(arm));
  const hiddenTogether = { n: sum(hidden.map(({ n }) => n)), x: sum(hidden.map(({ x }) => x)) };
  const responded = sum(arms.totals.map(({ x }) => x));
  const few = (count: number): boolean => isFew(count, limit);
  const told: FlowTotal[] = [];
  // Responses out of time or of who responded twice; nobody, or all but a few, responded; the withheld arms together.
  if (
    arms.movedByFew === true ||
    few(responses - responded) ||
    responses < limit ||
    few(allocated - responses) ||
    (hidden.length > 0 && isSmall(hiddenTogether, limit))
  )
    told.push('responses');
  if (arms.withoutLetter.some((arm) => arms.withheld.includes(arm))) told.push('withoutLetter');
  if (mailed === null) return told;
  if (few(allocated - withoutLetter - mailed) || few(allocated - withoutLetter - mailed - notSent))
    told.push('mailed', 'notSent');
  // Who got no reminder, for instance because of a response.
  const over = mailed > 0 ? reminders % mailed : 0;
  if (few(over) || few(mailed - over)) told.push('reminders');
  return told;
}

/**
 * The totals of a trial that can be public beside its arms and beside what was published before.
 * @param earlier flows of the versions before this one
 * @param threshold counts from one up to this are withheld
 */
export function publishableFlow(
  flow: FlowCounts,
  arms: FlowArms,
  earlier: readonly PublishedFlow[],
  threshold: number,
): PublishedFlow {
  const before: PublishedTotals[] = earlier.map((version) => ({
    shown: countsOf(version),
    withheld: version.withheld ?? [],
  }));
  const names = new Set(
    withheldTotals(countsOf(flow), telling(flow, arms, threshold), sums, before, threshold),
  );
  const withheld = Object.keys(flow).filter((name): name is FlowTotal => names.has(name));
  if (withheld.length === 0) return flow;
  const shown = Object.fromEntries(Object.entries(flow).filter(([name]) => !names.has(name)));
  return { ...shown, allocated: flow.allocated, withheld };
}
