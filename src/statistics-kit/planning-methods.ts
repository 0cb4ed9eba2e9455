import { z } from 'zod';
import {
  powerTwoProportions,
  sampleSizeTwoProportions,
  smallestDetectableDifference,
} from '../core/statistics/two-proportion-power.js';
import { level, numbersOf } from './case-shapes.js';
import { type MethodRunner, runner } from './method-runner.js';

const rate = z.number().min(0).max(1);
const test = { alpha: level, sided: z.union([z.literal(1), z.literal(2)]).default(2) };
const nPerArm = z.number().gt(0);

/** How many recipients, how much power, how small a difference. */
export const PLANNING_METHODS: Readonly<Record<string, MethodRunner>> = {
  sample_size_two_proportions: runner(z.object({ p1: rate, p2: rate, power: level, ...test }), (input) => {
    const size = sampleSizeTwoProportions(input.p1, input.p2, input, input.power);
    // No number of recipients shows a difference that is not there.
    return size.kind === 'value'
      ? { nPerArm: size.nPerArm, nPerArmCeil: Math.ceil(size.nPerArm) }
      : { nPerArm: 'Infinity', nPerArmCeil: 'Infinity' };
  }),
  power_two_proportions: runner(z.object({ nPerArm, p1: rate, p2: rate, ...test }), (input) =>
    numbersOf(powerTwoProportions(input.nPerArm, input.p1, input.nPerArm, input.p2, input), ({ power }) => ({
      power,
    })),
  ),
  mde_two_proportions: runner(
    z.object({
      nPerArm,
      p1: rate,
      power: level,
      direction: z.enum(['increase', 'decrease']).default('increase'),
      ...test,
    }),
    (input) =>
      numbersOf(
        smallestDetectableDifference(
          input.nPerArm,
          input.p1,
          input.nPerArm,
          input,
          input.power,
          input.direction,
        ),
        ({ p2, difference }) => ({ p2, mde: Math.abs(difference) }),
      ),
    { tolerance: 1e-8 },
  ),
};
