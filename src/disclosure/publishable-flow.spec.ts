import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publishableFlow, type FlowArms, type FlowCounts, type PublishedFlow } from './publishable-flow.js';

const THRESHOLD = 10;
const arms: FlowArms = {
  totals: [
    { arm: 'oud', n: 400, x: 150 },
    { arm: 'nieuw', n: 400, x: 170 },
  ],
  withheld: [],
  withoutLetter: [],
};
const flow: FlowCounts = {
  lines: 860,
  refused: 30,
  optedOut: 30,
  allocated: 800,
  notSent: 20,
  mailed: 780,
  reminders: 500,
  undeliverable: 15,
  responses: 340,
  unmatched: 0,
  objected: 12,
};

describe('what is withheld', () => {
  test.each<[string, Partial<FlowCounts>, readonly string[]]>([
    ['nothing is small', {}, []],
    ['few refused: the lines would give them away', { lines: 833, refused: 3 }, ['lines', 'refused']],
    ['few opted out', { lines: 839, optedOut: 9 }, ['lines', 'optedOut']],
    ['few not sent: so would the letters', { notSent: 4, mailed: 796 }, ['notSent', 'mailed']],
    ['few letters not made', { mailed: 774 }, ['notSent', 'mailed']],
    ['few came back', { undeliverable: 1 }, ['undeliverable']],
    ['few without a recipient, few objections', { unmatched: 2, objected: 9 }, ['unmatched', 'objected']],
    ['all but a few were reminded', { reminders: 775 }, ['reminders']],
    ['twice all but a few', { reminders: 1552 }, ['reminders']],
    ['few responses out of time', { responses: 324 }, ['responses']],
  ])('%s', (_what, changed, withheld) => {
    const published = publishableFlow({ ...flow, ...changed }, arms, [], THRESHOLD);
    expect(published.withheld ?? []).toEqual(withheld);
    for (const name of withheld) expect(published).not.toHaveProperty(name);
    expect(published.allocated).toBe(800);
  });

  test('the total of responses goes with arms that are small together', () => {
    const small = {
      ...arms,
      totals: arms.totals.map((arm) => ({ ...arm, x: 4 })),
      withheld: ['oud', 'nieuw'],
    };
    expect(publishableFlow({ ...flow, responses: 20 }, small, [], THRESHOLD).withheld).toEqual(['responses']);
  });
});

describe('a later version', () => {
  const first = publishableFlow({ ...flow, refused: 3, lines: 833, unmatched: 20 }, arms, [], THRESHOLD);
  test.each<[string, Partial<FlowCounts>, readonly string[]]>([
    ['keeps back what was kept back', { unmatched: 20 }, ['lines', 'refused']],
    ['keeps back what moved by a few', { unmatched: 22 }, ['lines', 'refused', 'unmatched']],
    ['shows what moved by many', { unmatched: 40 }, ['lines', 'refused']],
  ])('%s', (_what, changed, withheld) => {
    expect(publishableFlow({ ...flow, ...changed }, arms, [first], THRESHOLD).withheld).toEqual(withheld);
  });
});

/** What somebody knows of a total: no less than, and no more than. */
type Bounds = Map<string, [lowest: number, highest: number]>;
/** Numbers of names that add up to nothing. */
type Equation = readonly (readonly [name: string, times: number])[];

/**
 * The attacker: every total of every version is a whole number from nought on; knows all that was published, how totals
 * add up, and that a version differs from the one before by what was published of both. Tightens the bounds until
 * nothing moves.
 */
function attack(versions: readonly PublishedFlow[], equations: readonly Equation[]): Bounds {
  const bounds: Bounds = new Map();
  for (const [place, version] of versions.entries()) {
    for (const name of version.withheld ?? []) bounds.set(`${name}-${place}`, [0, Infinity]);
    for (const [name, count] of Object.entries(version))
      if (typeof count === 'number') bounds.set(`${name}-${place}`, [count, count]);
  }
  const known = (name: string): [number, number] => bounds.get(name) ?? [0, 0];
  for (let round = 0, moved = true; moved && round < 50; round += 1) {
    moved = false;
    for (const equation of equations) {
      for (const [name, times] of equation) {
        const others = equation.filter(([other]) => other !== name);
        const ends = others.map(([other, by]) =>
          known(other)
            .map((end) => -by * times * end)
            .sort((a, b) => a - b),
        );
        const [lowest, highest] = known(name);
        const low = Math.max(
          lowest,
          ends.reduce((total, [end = 0]) => total + end, 0),
        );
        const high = Math.min(
          highest,
          ends.reduce((total, [, end = 0]) => total + end, 0),
        );
        if (low > lowest || high < highest) {
          bounds.set(name, [low, high]);
          moved = true;
        }
      }
    }
  }
  return bounds;
}

const equationsOf = (place: number): Equation[] => [
  [
    [`lines-${place}`, 1],
    [`refused-${place}`, -1],
    [`optedOut-${place}`, -1],
    [`allocated-${place}`, -1],
  ],
  [
    [`allocated-${place}`, 1],
    [`withoutLetter-${place}`, -1],
    [`notSent-${place}`, -1],
    [`mailed-${place}`, -1],
  ],
];

const few = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 60 }));
const trial = fc
  .record({
    refused: few,
    optedOut: few,
    notSent: few,
    unmatched: few,
    objected: few,
    late: few,
    mailed: fc.integer({ min: 40, max: 200 }),
  })
  .map(({ late, mailed, notSent, ...counts }): FlowCounts => ({
    ...counts,
    notSent,
    mailed,
    allocated: mailed + notSent,
    lines: mailed + notSent + counts.refused + counts.optedOut,
    responses: 20 + late,
  }));
const armsOf = ({ allocated }: FlowCounts): FlowArms => ({
  totals: [{ arm: 'a', n: allocated, x: 20 }],
  withheld: [],
  withoutLetter: [],
});

const isFewOf = (count: number): boolean => count > 0 && count < THRESHOLD;

test('an attacker with all versions finds no small total, and no bounds narrower than the threshold', () => {
  let attacked = 0;
  fc.assert(
    fc.property(fc.array(trial, { minLength: 1, maxLength: 3 }), (trials) => {
      const versions: PublishedFlow[] = [];
      for (const one of trials) versions.push(publishableFlow(one, armsOf(one), versions, THRESHOLD));
      const bounds = attack(
        versions,
        versions.flatMap((_version, place) => equationsOf(place)),
      );
      for (const [place, truth] of trials.entries()) {
        for (const name of ['refused', 'optedOut', 'notSent', 'unmatched', 'objected'] as const) {
          const count = truth[name] ?? 0;
          if (!isFewOf(count)) continue;
          attacked += 1;
          const [lowest, highest] = bounds.get(`${name}-${place}`) ?? [0, 0];
          expect(lowest).toBeLessThanOrEqual(1);
          expect(highest).toBeGreaterThanOrEqual(THRESHOLD - 1);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(attacked).toBeGreaterThan(500);
});

test('the attacker does find a small total where nothing is withheld beside it', () => {
  const careless = { allocated: 800, lines: 833, optedOut: 30, withheld: ['refused'] as const };
  const bounds = attack([careless], equationsOf(0));
  expect(bounds.get('refused-0')).toEqual([3, 3]);
});

test('an attacker who knows the rules and tries every small count can tell none from another', () => {
  fc.assert(
    fc.property(trial, fc.integer({ min: 1, max: THRESHOLD - 1 }), (one, other) => {
      const published = JSON.stringify(publishableFlow(one, armsOf(one), [], THRESHOLD));
      for (const [name, buffer, sign] of [
        ['refused', 'lines', 1],
        ['optedOut', 'lines', 1],
        ['notSent', 'mailed', -1],
      ] as const) {
        const count = one[name] ?? 0;
        if (!isFewOf(count)) continue;
        const changed = { ...one, [name]: other, [buffer]: (one[buffer] ?? 0) + sign * (other - count) };
        expect(JSON.stringify(publishableFlow(changed, armsOf(changed), [], THRESHOLD))).toBe(published);
      }
    }),
    { numRuns: 500 },
  );
});

test('no total moves by a few between versions that show it', () => {
  fc.assert(
    fc.property(fc.array(trial, { minLength: 2, maxLength: 4 }), (trials) => {
      const versions: PublishedFlow[] = [];
      for (const one of trials) versions.push(publishableFlow(one, armsOf(one), versions, THRESHOLD));
      for (const [place, version] of versions.entries()) {
        for (const before of versions.slice(0, place)) {
          for (const name of [
            'lines',
            'refused',
            'optedOut',
            'notSent',
            'mailed',
            'responses',
            'unmatched',
          ] as const)
            expect(isFewOf(Math.abs((version[name] ?? 0) - (before[name] ?? version[name] ?? 0)))).toBe(
              false,
            );
        }
      }
    }),
  );
});
