import { taggedHash } from '../core/randomisation/commitment.js';
import { chacha20Stream } from '../core/randomisation/random-stream.js';

/** Chance for a simulation, the same each time for the same words and number. */
export interface Chance {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Number of successes in `n` trials with probability `p`. */
  binomial(n: number, p: number): number;
}

/** 32 bytes that belong to a simulation and one of its replications. */
export const entropyOf = (simulation: string, replication: number): Buffer =>
  taggedHash('openbrief-validation-1', Buffer.from(`${simulation} ${replication}`, 'utf8'));

export function chanceOf(simulation: string, replication: number): Chance {
  const stream = chacha20Stream(entropyOf(simulation, replication));
  const uniform = (): number => stream.below(2 ** 32) / 2 ** 32;
  return {
    uniform,
    binomial: (n, p) => {
      let successes = 0;
      for (let trial = 0; trial < n; trial += 1) if (uniform() < p) successes += 1;
      return successes;
    },
  };
}
