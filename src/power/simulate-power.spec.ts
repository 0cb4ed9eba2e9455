import { describe, expect, test } from 'vitest';
import { protocolSchema } from '../trials/protocol/protocol-schema.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { powerOfProtocol } from '../trials/protocol/protocol-power.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';
import { drawnProtocol } from '../../test/support/sample-trial.js';
import { simulatePower, type SimulationOptions } from './simulate-power.js';

const protocolOf = (changes: Record<string, unknown>): Protocol => {
  const file = protocolSchema.parse(drawnProtocol({ strata: [], ...changes }));
  const resolved = resolveProtocol(file, () => undefined, { anySize: true });
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  return resolved.protocol;
};

const power = (recipients: number, more = {}): object => ({ expectedResponse: 0.3, recipients, ...more });
const analysis = { smallestWorthwhileUplift: 0.1 };
const element = (id: string): object => ({
  id,
  name: id,
  technique: 'simplification',
  slot: id,
  description: 'Iets.',
});
const options: SimulationOptions = { replications: 500, seed: 'test' };

/**
 * Three standard errors of the simulation; and what the closed form itself is off by at some hundreds of recipients: it
 * is the normal distribution's.
 */
const OWN_ERROR = 0.015;

describe('the closed form and trials that were tried say the same', () => {
  test.each<[string, Record<string, unknown>]>([
    ['plain', { power: power(600), analysis }],
    [
      'strata, three arms, unequal, Holm',
      {
        power: power(1_200),
        analysis,
        strata: ['regio'],
        arms: [
          { id: 'oud', name: 'Oud', weight: 2 },
          { id: 'een', name: 'Een', elements: ['eenvoudig'] },
          { id: 'twee', name: 'Twee', weight: 2 },
        ],
      },
    ],
    ['clusters', { power: power(900, { designEffect: 1.6 }), analysis, unit: 'cluster', cluster: 'huis' }],
    [
      'factorial',
      {
        power: power(700),
        analysis,
        arms: undefined,
        reference: undefined,
        elements: ['een', 'twee', 'drie'].map(element),
        factors: ['een', 'twee', 'drie'].map((id) => ({ id, name: id, element: id })),
      },
    ],
    ['a look half-way', { power: power(600), analysis, looks: { boundary: 'pocock', at: [0.5] } }],
    [
      'a look after some days',
      { power: power(600), analysis, looks: { boundary: 'pocock', afterDays: [14] } },
    ],
  ])('%s', (_name, changes) => {
    const protocol = protocolOf(changes);
    const reckoned = powerOfProtocol(protocol);
    const { found } = simulatePower(protocol, options);
    if (reckoned.kind === 'undefined') throw new Error(reckoned.reason);
    expect(Math.abs(found.share - reckoned.power)).toBeLessThan(3 * found.standardError + OWN_ERROR);
  });
});

test('the same seed tries the same trials, another seed others', () => {
  const protocol = protocolOf({ power: power(300), analysis });
  const some = { replications: 60, seed: 'een' };
  const once = simulatePower(protocol, some);
  expect(simulatePower(protocol, some)).toEqual(once);
  expect(simulatePower(protocol, { ...some, seed: 'twee' })).not.toEqual(once);
  expect(once).toMatchObject({
    effect: { of: 'nieuw', uplift: 0.1, rates: [0.3, 0.4] },
    clusters: null,
    crossed: null,
  });
});

test('clusters are as alike as the design effect says; looks that were tried are told', () => {
  const clustered = protocolOf({
    power: power(300, { designEffect: 1.9 }),
    analysis,
    unit: 'cluster',
    cluster: 'huis',
  });
  expect(simulatePower(clustered, { replications: 5, seed: 'x' }).clusters).toEqual({
    size: 4,
    correlation: expect.closeTo(0.3, 12),
  });
  expect(simulatePower(clustered, { replications: 5, seed: 'x', clusterSize: 10 }).clusters).toEqual({
    size: 10,
    correlation: expect.closeTo(0.1, 12),
  });
  const looked = protocolOf({
    power: power(400),
    analysis: { smallestWorthwhileUplift: 0.3 },
    looks: { boundary: 'obrien-fleming', afterDays: [14, 21] },
  });
  // An uplift of thirty points shows before the end.
  expect(simulatePower(looked, { replications: 40, seed: 'x' }).crossed?.share).toBeGreaterThan(0.5);
});
