import { confidenceSequence } from '../core/statistics/confidence-sequence.js';
import { type BoundaryType, groupSequentialBounds } from '../core/statistics/group-sequential.js';
import { lookShare } from '../core/statistics/looks.js';
import { pooledZTest } from '../core/statistics/pooled-z-test.js';
import { sampleSizeTwoProportions } from '../core/statistics/two-proportion-power.js';
import { chanceOf } from './chance.js';
import { type SimulatedShare, simulatedShare } from './false-alarms.js';

/** Times of looks that nobody would plan, as they come out in practice. */
const LOOKS = [0.2, 0.45, 0.7, 1];
const RECIPIENTS_AN_ARM = 1000;
const RATE = 0.3;

/** Responses of both arms, look after look, when the letters do the same. */
function* growingCounts(simulation: string, replication: number) {
  const chance = chanceOf(simulation, replication);
  let n = 0;
  let x1 = 0;
  let x0 = 0;
  for (const rate of LOOKS) {
    const more = Math.round(rate * RECIPIENTS_AN_ARM) - n;
    n += more;
    x1 += chance.binomial(more, RATE);
    x0 += chance.binomial(more, RATE);
    yield { treatment: { n, x: x1 }, reference: { n, x: x0 } };
  }
}

/** Share of trials that any of the looks stops falsely, at alpha 0.05 two-sided. */
export function falseAlarmsOfLooks(type: BoundaryType, replications: number): SimulatedShare {
  const bounds = groupSequentialBounds({ type, informationRates: LOOKS, alpha: 0.05, sided: 2 });
  if (bounds.kind === 'undefined') throw new Error(`No boundary: ${bounds.reason}`);
  let alarms = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    let look = 0;
    for (const { treatment, reference } of growingCounts('looks', replication)) {
      const test = pooledZTest(treatment, reference);
      const critical = bounds.criticalZ[look] ?? Number.POSITIVE_INFINITY;
      look += 1;
      if (test.kind === 'value' && Math.abs(test.z) >= critical) {
        alarms += 1;
        break;
      }
    }
  }
  return simulatedShare(alarms, replications);
}

/** Of the window's responses, those that come by each early look; nothing that the boundaries know of. */
const EARLY_SHARES = [0.3, 0.8];

/** Share of trials that an early look (everybody, by responses within fewer days) or the end calls falsely. */
export function falseAlarmsOfEarlyLooks(
  boundary: 'obrien-fleming' | 'pocock',
  replications: number,
): SimulatedShare {
  const rates = [1 / 3, 2 / 3, 1];
  const shares = rates.map(
    (_, look) => lookShare(boundary, rates.slice(0, look + 1), 0.05, true)?.nominalP ?? 0,
  );
  let alarms = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const chance = chanceOf(`early looks ${boundary}`, replication);
    const arm = (): number[] => {
      const counts = [0, 0, 0];
      for (let recipient = 0; recipient < RECIPIENTS_AN_ARM; recipient += 1) {
        if (chance.uniform() >= RATE) continue;
        const at = chance.uniform();
        [...EARLY_SHARES, 1].forEach((share, look) => {
          if (at < share) counts[look] = (counts[look] ?? 0) + 1;
        });
      }
      return counts;
    };
    const [treatment, reference] = [arm(), arm()];
    const crossed = shares.some((share, look) => {
      const test = pooledZTest(
        { n: RECIPIENTS_AN_ARM, x: treatment[look] ?? 0 },
        { n: RECIPIENTS_AN_ARM, x: reference[look] ?? 0 },
      );
      return test.kind === 'value' && test.pValue <= share;
    });
    if (crossed) alarms += 1;
  }
  return simulatedShare(alarms, replications);
}

/** Share of trials in which the confidence sequence ever leaves out the truth, watched after every ten recipients. */
export function missesOfSequence(replications: number): SimulatedShare {
  let misses = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const chance = chanceOf('sequence', replication);
    let x1 = 0;
    let x0 = 0;
    for (let n = 10; n <= RECIPIENTS_AN_ARM; n += 10) {
      x1 += chance.binomial(10, RATE);
      x0 += chance.binomial(10, RATE);
      const interval = confidenceSequence({ n, x: x1 }, { n, x: x0 }, 0.95);
      if (interval.kind === 'value' && interval.pValue < 0.05) {
        misses += 1;
        break;
      }
    }
  }
  return simulatedShare(misses, replications);
}

/** Share of trials that find the difference, at the size that promises `power`. */
export function powerAsPromised(
  p0: number,
  p1: number,
  power: number,
  replications: number,
): SimulatedShare & { readonly nPerArm: number } {
  const size = sampleSizeTwoProportions(p0, p1, { alpha: 0.05, sided: 2 }, power);
  if (size.kind === 'undefined') throw new Error(`No sample size: ${size.reason}`);
  const nPerArm = Math.ceil(size.nPerArm);
  let found = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const chance = chanceOf(`power ${p0} ${p1} ${power}`, replication);
    const treatment = { n: nPerArm, x: chance.binomial(nPerArm, p1) };
    const test = pooledZTest(treatment, { n: nPerArm, x: chance.binomial(nPerArm, p0) });
    if (test.kind === 'value' && test.pValue < 0.05) found += 1;
  }
  return { ...simulatedShare(found, replications), nPerArm };
}
