import { createHash } from 'node:crypto';
import { type Design, DRAW_ALGORITHM } from '../core/randomisation/design.js';
import { beginDraw } from '../core/randomisation/draw.js';
import { independentRecipients } from '../core/statistics/arm-contrast.js';
import { clusterRobustDifference, profilesOfRows } from '../core/statistics/cluster-robust.js';
import { adjustForCovariates } from '../core/statistics/covariate-adjustment.js';
import { factorialSaturated } from '../core/statistics/factorial.js';
import { pooledZTest } from '../core/statistics/pooled-z-test.js';
import { stratifiedDifference } from '../core/statistics/stratified-difference.js';
import { type Chance, chanceOf, entropyOf } from './chance.js';

export type ChainDesign = 'plain' | 'stratified' | 'clustered' | 'factorial' | 'adjusted';

interface Person {
  readonly key: Uint8Array;
  readonly stratum: string;
  readonly cluster: string;
  /** What was known beforehand, for the adjustment. */
  readonly values?: readonly string[];
  readonly responded: boolean;
}

interface Chain {
  readonly design: Design;
  population(chance: Chance): Person[];
  /** The p-value of the registered analysis; null where there is none. */
  pValue(people: readonly Person[], arms: Uint16Array): number | null;
}

const arms = (count: number): Design['arms'] =>
  Array.from({ length: count }, (_, i) => ({ id: `arm ${i}`, weight: 1 }));

const person = (place: number, stratum: string, cluster: string, responded: boolean): Person => ({
  key: createHash('sha256').update(`person ${place}`).digest(),
  stratum,
  cluster,
  responded,
});

function countsOf(people: readonly Person[], drawn: Uint16Array, arm: number, stratum?: string) {
  let n = 0;
  let x = 0;
  people.forEach((one, i) => {
    if (drawn[i] !== arm || (stratum !== undefined && one.stratum !== stratum)) return;
    n += 1;
    if (one.responded) x += 1;
  });
  return { n, x };
}

const STRATUM_RATES: Readonly<Record<string, number>> = { north: 0.1, middle: 0.3, south: 0.6 };

const CHAINS: Readonly<Record<ChainDesign, Chain>> = {
  plain: {
    design: { algorithm: DRAW_ALGORITHM, arms: arms(2), unit: 'recipient', strata: [] },
    population: (chance) =>
      Array.from({ length: 400 }, (_, i) => person(i, '', `${i}`, chance.uniform() < 0.2)),
    pValue(people, drawn) {
      const test = pooledZTest(countsOf(people, drawn, 1), countsOf(people, drawn, 0));
      return test.kind === 'value' ? test.pValue : null;
    },
  },
  stratified: {
    design: { algorithm: DRAW_ALGORITHM, arms: arms(2), unit: 'recipient', strata: ['region'] },
    population: (chance) =>
      Object.entries(STRATUM_RATES).flatMap(([stratum, rate], s) =>
        Array.from({ length: 80 + 61 * s }, (_, i) =>
          person(1000 * s + i, stratum, `${s} ${i}`, chance.uniform() < rate),
        ),
      ),
    pValue(people, drawn) {
      const strata = Object.keys(STRATUM_RATES).map((stratum) => {
        const [zero, one] = [0, 1].map((arm) => countsOf(people, drawn, arm, stratum));
        return {
          treatment: independentRecipients(one?.n ?? 0, one?.x ?? 0),
          reference: independentRecipients(zero?.n ?? 0, zero?.x ?? 0),
        };
      });
      const difference = stratifiedDifference(strata, 0.95);
      return difference.kind === 'value' ? difference.t.pValue : null;
    },
  },
  clustered: {
    design: { algorithm: DRAW_ALGORITHM, arms: arms(2), unit: 'cluster', strata: [] },
    population: (chance) =>
      Array.from({ length: 60 }, (_, household) => {
        // Households share an inclination, which is what makes people in them alike.
        const inclination = chance.uniform() < 0.3 ? 0.7 : 0.1;
        const size = 1 + Math.floor(4 * chance.uniform());
        return Array.from({ length: size }, (_unused, i) =>
          person(10 * household + i, '', `${household}`, chance.uniform() < inclination),
        );
      }).flat(),
    pValue(people, drawn) {
      const rows = people.map((one, i) => ({ ...one, treated: drawn[i] === 1 }));
      const difference = clusterRobustDifference(profilesOfRows(rows), 0.95);
      if (difference.kind === 'undefined' || difference.cr2.kind === 'undefined') return null;
      return difference.cr2.t.pValue;
    },
  },
  adjusted: {
    design: { algorithm: DRAW_ALGORITHM, arms: arms(2), unit: 'recipient', strata: [] },
    population: (chance) =>
      Array.from({ length: 200 }, (_, i) => {
        const age = 20 + 10 * Math.floor(6 * chance.uniform());
        const before = chance.uniform() < 0.4 ? 'yes' : 'no';
        // Who responded before mostly does again, and one in ten ages is not known.
        const responded = chance.uniform() < 0.15 + age / 400 + (before === 'yes' ? 0.35 : 0);
        const values = [chance.uniform() < 0.1 ? '' : String(age), before];
        return { ...person(i, '', `${i}`, responded), values };
      }),
    pValue(people, drawn) {
      const cells = people.map(({ values = [], responded }, i) => ({
        arm: `arm ${drawn[i]}`,
        stratum: '',
        values,
        n: 1,
        x: responded ? 1 : 0,
      }));
      const { arms: adjusted } = adjustForCovariates(
        {
          arms: ['arm 0', 'arm 1'],
          reference: 'arm 0',
          confidenceLevel: 0.95,
          covariates: [
            { column: 'age', kind: 'number' },
            { column: 'before', kind: 'category' },
          ],
        },
        cells,
      );
      const uplift = adjusted[0]?.uplift;
      return uplift?.kind === 'value' ? uplift.pValue : null;
    },
  },
  factorial: {
    design: { algorithm: DRAW_ALGORITHM, arms: arms(8), unit: 'recipient', strata: [] },
    population: (chance) =>
      Array.from({ length: 803 }, (_, i) => person(i, '', `${i}`, chance.uniform() < 0.25)),
    pValue(people, drawn) {
      const cells = Array.from({ length: 8 }, (_, arm) => ({
        levels: [0, 1, 2].map((factor): 0 | 1 => ((arm >> factor) & 1 ? 1 : 0)),
        ...countsOf(people, drawn, arm),
      }));
      const effects = factorialSaturated(cells, 0.95);
      if (effects.kind === 'undefined') return null;
      const first = effects.effects[0]?.inference;
      return first?.kind === 'value' ? first.pValue : null;
    },
  },
};

/** A share found by simulation, with what chance alone can do to it. */
export interface SimulatedShare {
  readonly share: number;
  /** Binomial standard error of the share. */
  readonly standardError: number;
  readonly replications: number;
}

export function simulatedShare(hits: number, replications: number): SimulatedShare {
  const share = hits / replications;
  return { share, standardError: Math.sqrt((share * (1 - share)) / replications), replications };
}

/**
 * Share of false alarms (p < 0.05) of the whole chain when no letter does anything: responses are fixed beforehand,
 * the project's own draw allocates, the registered analysis tests.
 */
export function falseAlarms(kind: ChainDesign, replications: number): SimulatedShare {
  const chain = CHAINS[kind];
  let alarms = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const people = chain.population(chanceOf(`population ${kind}`, replication));
    const draw = beginDraw(chain.design, entropyOf(`draw ${kind}`, replication));
    for (const { key, stratum, cluster } of people) draw.add(key, stratum, cluster);
    const pValue = chain.pValue(people, draw.finish());
    if (pValue !== null && pValue < 0.05) alarms += 1;
  }
  return simulatedShare(alarms, replications);
}
