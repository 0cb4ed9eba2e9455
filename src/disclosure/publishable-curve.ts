import type { ResponseOverTime } from '../analysis/analyse-trial.js';
import { isMovedByFew, publishableDays } from '../core/disclosure-control/suppress.js';
import type { PublishedArm } from './published-arm.js';

/** What a version shows of the days: its curve, and the counts by arm that turn shares into responders. */
export interface PublishedDays {
  readonly overTime: ResponseOverTime | null;
  readonly arms: readonly PublishedArm[];
}

interface Curve {
  readonly arm: string;
  readonly shares: readonly number[];
  readonly counts: readonly number[];
}

function curvesOf({ overTime, arms }: PublishedDays): Curve[] {
  return arms.flatMap((published) => {
    const shares = overTime?.arms.find(({ arm }) => arm === published.arm)?.shares;
    return published.withheld || published.n === 0 || shares === undefined
      ? []
      : [{ arm: published.arm, shares, counts: shares.map((share) => Math.round(share * published.n)) }];
  });
}

/**
 * The responses over time that can be published: of the arms that are shown, on days between which each has at least the
 * threshold of responders. Beside an earlier version only days that it has too, and none up to which, or since the day
 * before it, a correction moved a few: what lies between its days and ours, or its counts and ours, would be those few. A version without a curve
 * keeps later ones without.
 * @param earlier the versions that are public already
 */
export function publishableCurve(
  now: PublishedDays,
  threshold: number,
  earlier: readonly PublishedDays[] = [],
): ResponseOverTime | null {
  const { overTime } = now;
  const curves = curvesOf(now);
  if (overTime === null || curves.length === 0) return null;
  const before = earlier.map((version) => ({
    days: version.overTime?.days ?? [],
    counts: new Map(curvesOf(version).map(({ arm, counts }) => [arm, counts])),
  }));
  const mayFollow = (from: number, to: number): boolean =>
    before.every(({ days, counts }) => {
      const their = (place: number): number => days.indexOf(overTime.days[place] ?? -1);
      if (their(to) < 0) return false;
      return curves.every((curve) => {
        const theirs = counts.get(curve.arm);
        if (theirs === undefined) return true;
        const since = (first: number): boolean => {
          const start = first < 0 ? 0 : (curve.counts[first] ?? 0);
          const theirStart = first < 0 ? 0 : (theirs[their(first)] ?? 0);
          return !isMovedByFew(
            (curve.counts[to] ?? 0) - start,
            (theirs[their(to)] ?? 0) - theirStart,
            threshold,
          );
        };
        return since(-1) && since(from);
      });
    });
  const kept = publishableDays(
    curves.map(({ counts }) => counts),
    threshold,
    mayFollow,
  );
  if (kept.length < 2) return null;
  return {
    days: kept.map((place) => overTime.days[place] ?? 0),
    arms: curves.map(({ arm, shares }) => ({ arm, shares: kept.map((place) => shares[place] ?? 0) })),
  };
}
