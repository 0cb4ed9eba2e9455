import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Beacon } from '../../src/core/randomisation/beacon.js';
import { commitmentTo, drawEntropy, recipientKey } from '../../src/core/randomisation/commitment.js';
import type { Design } from '../../src/core/randomisation/design.js';
import { draw } from '../../src/core/randomisation/draw.js';

interface GoldenDraw {
  readonly name: string;
  readonly design: Design;
  readonly seed: string;
  readonly protocolHash: string;
  readonly beacon: Beacon;
  readonly commitment: string;
  readonly entropy: string;
  readonly recipients: readonly [
    code: string,
    key: string,
    stratum: string,
    cluster: string | null,
    arm: string,
  ][];
}

// One file a version of the algorithm. A file is never changed: an old trial is drawn again the same for ever.
const versions = ['draw-1'];

describe.each(versions)('%s', (version) => {
  const file = new URL(`${version}.golden.json`, import.meta.url);
  const golden: GoldenDraw[] = JSON.parse(readFileSync(file, 'utf8'));

  test.each(golden)('$name', ({ design, beacon, recipients, ...expected }) => {
    const seed = Buffer.from(expected.seed, 'hex');
    const protocolHash = Buffer.from(expected.protocolHash, 'hex');
    expect(commitmentTo(seed, protocolHash).toString('hex')).toBe(expected.commitment);
    const entropy = drawEntropy(seed, protocolHash, beacon);
    expect(entropy.toString('hex')).toBe(expected.entropy);
    expect(recipients.map(([code]) => recipientKey(code).toString('hex'))).toEqual(
      recipients.map(([, key]) => key),
    );
    const drawn = draw(
      design,
      entropy,
      recipients.map(([, key, stratum, cluster]) => ({ key: Buffer.from(key, 'hex'), stratum, cluster })),
    );
    expect(drawn).toEqual(recipients.map(([, , , , arm]) => arm));
  });
});
