import type { MessageParams } from '../../core/domain-error.js';
import { addDays } from './add-days.js';
import { formatPath, type LocatedIssue } from './protocol-issues.js';
import type { Protocol } from './protocol.js';

const issue = (keys: readonly PropertyKey[], name: string, params: MessageParams = {}): LocatedIssue => ({
  keys,
  issue: { path: formatPath(keys), code: `trials:${name}`, params: { key: formatPath(keys), ...params } },
});

/** Looks in order, within the trial, with somebody to look at, and with an analysis that the boundaries are made for. */
export function checkLooks(protocol: Protocol): LocatedIssue[] {
  const { looks, analysis } = protocol;
  if (looks === undefined) return [];
  const times =
    looks.boundary === 'confidence-sequence'
      ? sequenceFits(protocol, looks)
      : looks.afterDays === undefined
        ? timesFit(protocol, looks.at)
        : daysFit(protocol, looks.afterDays, looks.at);
  return [
    ...times,
    ...(analysis.multiplicity === 'dunnett'
      ? [issue(['analysis', 'multiplicity'], 'looks-with-dunnett')]
      : []),
  ];
}

type Looks = NonNullable<Protocol['looks']>;

function sequenceFits({ unit, strata, factors }: Protocol, { at, afterDays }: Looks): LocatedIssue[] {
  const fits = unit === 'recipient' && strata.length === 0 && factors.length === 0;
  return [
    ...(at.length === 0 ? [] : [issue(['looks', 'at'], 'sequence-has-no-times')]),
    ...(afterDays === undefined ? [] : [issue(['looks', 'afterDays'], 'sequence-has-no-times')]),
    ...(fits ? [] : [issue(['looks', 'boundary'], 'sequence-needs-recipients')]),
  ];
}

function timesFit({ planning, outcome }: Protocol, at: Looks['at']): LocatedIssue[] {
  const rising = at.every((when, place) => {
    const before = at[place - 1];
    return before === undefined || (typeof before === typeof when && before < when);
  });
  const days = at.filter((when) => typeof when === 'string');
  const within = days.every((day) => day > planning.mailing && day < planning.close);
  // On this day the window of the first letters has closed, if they go out as planned.
  const first = addDays(planning.mailing, outcome.windowDays + 1);
  const early = days.find((day) => day < first);
  return [
    ...(at.length > 0 && rising ? [] : [issue(['looks', 'at'], 'looks-not-rising')]),
    ...(within ? [] : [issue(['looks', 'at'], 'looks-outside-trial')]),
    ...(within && early !== undefined
      ? [issue(['looks', 'at'], 'looks-before-window', { day: early, first, window: outcome.windowDays })]
      : []),
  ];
}

function daysFit({ outcome }: Protocol, afterDays: readonly number[], at: Looks['at']): LocatedIssue[] {
  const rising = afterDays.every((days, place) => days > (afterDays[place - 1] ?? 0));
  const shorter = afterDays.every((days) => days < outcome.windowDays);
  const keys = ['looks', 'afterDays'];
  return [
    ...(at.length === 0 ? [] : [issue(['looks', 'at'], 'looks-at-and-after-days')]),
    ...(rising ? [] : [issue(keys, 'looks-days-not-rising')]),
    ...(shorter ? [] : [issue(keys, 'looks-after-window', { window: outcome.windowDays })]),
  ];
}
