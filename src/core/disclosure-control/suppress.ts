/** Recipients and responders of one group. */
export interface GroupCount {
  readonly arm: string;
  readonly stratum: string;
  readonly n: number;
  readonly x: number;
}

/** No organisation may publish counts under this. */
export const LOWEST_THRESHOLD = 5;

/**
 * Whether a group could point at people: it, those in it who responded, or those who did not, are fewer than the
 * threshold. None at all is fewer too: that nobody of a group responded says something of each of them.
 */
export function isSmall({ n, x }: Pick<GroupCount, 'n' | 'x'>, threshold: number): boolean {
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  return n < limit || x < limit || n - x < limit;
}

/** Counts summed by arm, in the order of the arms. */
export function byArm(counts: readonly GroupCount[], arms: readonly string[]): GroupCount[] {
  return arms.map((arm) => {
    const own = counts.filter((count) => count.arm === arm);
    return { arm, stratum: '', n: sum(own.map(({ n }) => n)), x: sum(own.map(({ x }) => x)) };
  });
}

/**
 * The arms whose figures are withheld: the small ones, and with them the smallest others until there are two or more
 * that are not small together. The total over all arms is public, so what is withheld follows from it as a sum.
 * @param before arms that an earlier version withheld: they stay so, or that version's would follow from this one's
 */
export function withheldArms(
  counts: readonly GroupCount[],
  arms: readonly string[],
  threshold: number,
  before: readonly string[] = [],
): string[] {
  const totals = byArm(counts, arms).filter(({ n }) => n > 0);
  const withheld = totals.filter((count) => before.includes(count.arm) || isSmall(count, threshold));
  const others = totals.filter((count) => !withheld.includes(count)).sort((a, b) => b.n - a.n);
  const together = (): Pick<GroupCount, 'n' | 'x'> => ({
    n: sum(withheld.map(({ n }) => n)),
    x: sum(withheld.map(({ x }) => x)),
  });
  while (withheld.length > 0 && (withheld.length === 1 || isSmall(together(), threshold))) {
    const next = others.pop();
    if (next === undefined) break;
    withheld.push(next);
  }
  return withheld.map(({ arm }) => arm);
}

/** Whether a count differs from what an earlier version shows by a few: from one up to the threshold. */
export const isMovedByFew = (now: number, then: number, threshold: number): boolean =>
  now !== then && Math.abs(now - then) < Math.max(threshold, LOWEST_THRESHOLD);

/**
 * The arms whose counts of now would tell of a few people beside what an earlier version shows: recipients or responders
 * that a correction adds or takes away, from one up to the threshold.
 * @param earlier each version's own shown arms
 */
export function armsMovedByFew(
  counts: readonly GroupCount[],
  arms: readonly string[],
  threshold: number,
  earlier: readonly (readonly Pick<GroupCount, 'arm' | 'n' | 'x'>[])[],
): string[] {
  const few = (now: number, then: number): boolean => isMovedByFew(now, then, threshold);
  return byArm(counts, arms)
    .filter(({ arm, n, x }) =>
      earlier.some((version) =>
        version.some(
          (then) => then.arm === arm && (few(n, then.n) || few(x, then.x) || few(n - x, then.n - then.x)),
        ),
      ),
    )
    .map(({ arm }) => arm);
}

/**
 * Whether strata would tell of a few people beside those of an earlier version: a block of now is one of then, or several
 * that were put together since.
 */
export function strataMovedByFew(
  now: readonly PublishedStratum[],
  arms: readonly string[],
  threshold: number,
  earlier: readonly (readonly PublishedStratum[])[],
): boolean {
  return now.some(({ labels, counts }) =>
    earlier.some((version) => {
      const then = version.filter((block) => block.labels.every((label) => labels.includes(label)));
      const shown = byArm(
        then.flatMap((block) => block.counts),
        arms,
      );
      return then.length > 0 && armsMovedByFew(counts, arms, threshold, [shown]).length > 0;
    }),
  );
}

/** A set of strata that are published as one. */
export interface PublishedStratum {
  readonly labels: readonly string[];
  readonly counts: readonly GroupCount[];
}

/**
 * The counts by stratum that can be published. Strata in which some group is small are put together, and the smallest
 * of the others with them, until no group is small: nothing is left out, so nothing follows by subtraction from the
 * totals. Undefined when even all strata together have a small group.
 * @param together strata that an earlier version published as one: taken apart now, they would tell of it
 */
export function publishableStrata(
  counts: readonly GroupCount[],
  arms: readonly string[],
  threshold: number,
  together: readonly (readonly string[])[] = [],
): PublishedStratum[] | undefined {
  const blocks = joined([...new Set(counts.map(({ stratum }) => stratum))].sort(), together);
  const groupsOf = (chosen: readonly string[]): GroupCount[] =>
    byArm(
      counts.filter(({ stratum }) => chosen.includes(stratum)),
      arms,
    );
  const drawn = new Set(byArm(counts, arms).flatMap(({ arm, n }) => (n > 0 ? [arm] : [])));
  const fine = (chosen: readonly string[]): boolean =>
    groupsOf(chosen).every((count) => !drawn.has(count.arm) || !isSmall(count, threshold));
  const size = (block: readonly string[]): number => sum(groupsOf(block).map(({ n }) => n));
  const separate = blocks.filter(fine);
  const merged = blocks.filter((block) => !separate.includes(block)).flat();
  while (merged.length > 0 && !fine(merged)) {
    if (separate.length === 0) return undefined;
    const smallest = separate.reduce((least, block) => (size(block) < size(least) ? block : least));
    separate.splice(separate.indexOf(smallest), 1);
    merged.push(...smallest);
  }
  return [...separate, ...(merged.length > 0 ? [merged.sort()] : [])].map((chosen) => ({
    labels: chosen,
    counts: groupsOf(chosen),
  }));
}

/** Labels in blocks, such that what is together in one of the sets is in one block. */
function joined(labels: readonly string[], together: readonly (readonly string[])[]): string[][] {
  let blocks = labels.map((label) => [label]);
  for (const set of together) {
    const met = blocks.filter((block) => block.some((label) => set.includes(label)));
    if (met.length < 2) continue;
    blocks = [...blocks.filter((block) => !met.includes(block)), met.flat().sort()];
  }
  return blocks.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/**
 * The days of a curve that can be published: between two of them every arm has at least the threshold of responses, so
 * that no step of the curve is a handful of people.
 * @param cumulative responders so far by arm, a row an arm, a column a day
 * @param mayFollow whether a day may be the next after another, or after none (-1), beside what is public already
 * @returns indexes of days; the last day is always one of them when any is
 */
export function publishableDays(
  cumulative: readonly (readonly number[])[],
  threshold: number,
  mayFollow: (from: number, to: number) => boolean = () => true,
): number[] {
  const limit = Math.max(threshold, LOWEST_THRESHOLD);
  const days = cumulative[0]?.length ?? 0;
  const step = (from: number, to: number): boolean =>
    mayFollow(from, to) &&
    cumulative.every((arm) => (arm[to] ?? 0) - (from < 0 ? 0 : (arm[from] ?? 0)) >= limit);
  const kept: number[] = [];
  for (let day = 0; day < days; day += 1) if (step(kept.at(-1) ?? -1, day)) kept.push(day);
  const last = days - 1;
  // The end must be shown; days before it give way until the last step is large enough.
  while (kept.length > 0 && kept.at(-1) !== last) {
    if (step(kept.at(-1) ?? -1, last)) kept.push(last);
    else kept.pop();
  }
  if (kept.length === 0 && days > 0 && step(-1, last)) kept.push(last);
  return kept;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
