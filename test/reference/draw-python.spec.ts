import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readBeacon, type Beacon } from '../../src/core/randomisation/beacon.js';
import { drawEntropy, recipientKey } from '../../src/core/randomisation/commitment.js';
import type { Design } from '../../src/core/randomisation/design.js';
import { NO_CLUSTER } from '../../src/core/randomisation/draw-columns.js';
import { recipientListHash } from '../../src/core/randomisation/recipient-list.js';
import { draw, type DrawRecipient } from '../../src/core/randomisation/draw.js';
import { NO_BEACON } from '../../src/core/randomisation/beacon.js';
import { packHeader, type PackRow } from '../../src/verification/pack-format.js';
import { packStream } from '../../src/verification/write-pack.js';

const script = fileURLToPath(new URL('verify_pack.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'openbrief-pack-'));
afterAll(() => rm(folder, { recursive: true }));

interface Case {
  readonly name: string;
  readonly weights: readonly number[];
  readonly unit: 'recipient' | 'cluster';
  readonly recipients: number;
  readonly strata: readonly string[];
  readonly beacon: Beacon;
}

const drand = readBeacon('drand', '4242', 'ab'.repeat(32));
const nist = readBeacon('nist', '2026-03-02T12:00:00.000Z', '0f'.repeat(64));

const cases: readonly Case[] = [
  {
    name: 'two arms, one stratum',
    weights: [1, 1],
    unit: 'recipient',
    recipients: 101,
    strata: [''],
    beacon: NO_BEACON,
  },
  {
    name: 'clusters in strata, uneven weights with a 0, a beacon',
    weights: [3, 0, 2, 1, 1],
    unit: 'cluster',
    recipients: 400,
    strata: ['S001', 'S002', 'S003', 'S010'],
    beacon: drand,
  },
  {
    name: 'many strata of a few, eight arms, labels beyond ASCII',
    weights: [1, 1, 1, 1, 1, 1, 1, 1],
    unit: 'recipient',
    recipients: 300,
    strata: Array.from({ length: 90 }, (_, index) => `${index % 2 === 0 ? '\u{1f4ee}' : '\ufb01'}${index}`),
    beacon: nist,
  },
  {
    name: 'weights that share nothing',
    weights: [7, 11, 13],
    unit: 'cluster',
    recipients: 250,
    strata: ['b', 'a', 'é'],
    beacon: NO_BEACON,
  },
  { name: 'nobody', weights: [1, 2], unit: 'recipient', recipients: 0, strata: [''], beacon: NO_BEACON },
  { name: 'one recipient', weights: [1, 2], unit: 'cluster', recipients: 1, strata: [''], beacon: drand },
];

/** Households of three in turn over the strata; every tenth recipient lives alone. */
function recipientsOf({ recipients, strata, unit }: Case): DrawRecipient[] {
  return Array.from({ length: recipients }, (_, index) => ({
    key: recipientKey(`CODE${String(index).padStart(12, '0')}`),
    stratum: strata[(unit === 'cluster' ? index % 7 : index) % strata.length] ?? '',
    cluster: unit === 'cluster' && index % 10 !== 0 ? String(Math.floor(index / 3)) : null,
  }));
}

/** As a protocol may name the pulse: here a round of drand by a moment after the round before it. */
const namedPulse = ({ kind, reference }: Exclude<Beacon, { kind: 'none' }>): string =>
  kind === 'nist'
    ? reference
    : new Date((1_692_803_367 + 3 * (Number(reference) - 2) + 1) * 1000).toISOString();

/** The hash that would have been public before the pulse; from the recipients as they come, not from the pack. */
function listHash(chosen: Case, design: Design): string | null {
  if (chosen.beacon.kind === 'none') return null;
  const recipients = recipientsOf(chosen);
  const labels = [...new Set(recipients.map(({ stratum }) => stratum))];
  return recipientListHash(design, {
    count: recipients.length,
    keys: Buffer.concat(recipients.map(({ key }) => key)),
    strata: Int32Array.from(recipients, ({ stratum }) => labels.indexOf(stratum)),
    stratumLabels: labels,
    clusters: Int32Array.from(recipients, ({ cluster }) => (cluster === null ? NO_CLUSTER : Number(cluster))),
    clusterCount: recipients.length,
  }).toString('hex');
}

async function writeCase(
  chosen: Case,
  spoil: (rows: PackRow[]) => PackRow[] = (rows) => rows,
): Promise<string> {
  const design = {
    algorithm: 'openbrief-draw-1',
    arms: chosen.weights.map((weight, index) => ({ id: `arm-${index}`, weight })),
    unit: chosen.unit,
    strata: ['place'],
  } as const;
  const protocol = JSON.stringify({
    ...design,
    question: 'Wat werkt? é\u{1f4ee}',
    ...(chosen.beacon.kind === 'none'
      ? {}
      : { randomness: { beacon: chosen.beacon.kind, pulse: namedPulse(chosen.beacon) } }),
  });
  const seed = createHash('sha256').update(chosen.name).digest();
  const recipients = recipientsOf(chosen);
  const entropy = drawEntropy(seed, createHash('sha256').update(protocol).digest(), chosen.beacon);
  const arms = draw(design, entropy, recipients);
  const rows = recipients
    .map(({ key, stratum, cluster }, index) => ({
      key: Buffer.from(key).toString('hex'),
      stratum,
      cluster: cluster === null ? null : Number(cluster),
      arm: arms[index] ?? '',
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const path = join(
    folder,
    `${createHash('sha256')
      .update(`${chosen.name}${String(spoil)}`)
      .digest('hex')}.jsonl.gz`,
  );
  const header = packHeader(protocol, seed, rows.length, chosen.beacon, listHash(chosen, design));
  await pipeline(packStream(header, spoil(rows)), createWriteStream(path));
  return path;
}

const python = (path: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('python3', [script, path], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

describe(`a pack redone in Python${hasPython ? '' : ' (left out: no python3 on this machine)'}`, () => {
  test.runIf(hasPython).each(cases)('$name', async (chosen) => {
    expect(python(await writeCase(chosen))).toEqual({
      status: 0,
      output: `${chosen.recipients} recipients, 0 in another arm than drawn\n`,
    });
  });

  test.runIf(hasPython)('a pulse that is not the promised one is found', async () => {
    const chosen = cases.find(({ beacon }) => beacon.kind === 'drand');
    if (chosen === undefined) throw new Error('no case');
    const bytes = gunzipSync(readFileSync(await writeCase(chosen)));
    const path = join(folder, 'another-round.jsonl.gz');
    writeFileSync(path, gzipSync(bytes.toString('utf8').replace('"reference":"4242"', '"reference":"4243"')));
    const { status, output } = python(path);
    expect(status).toBe(1);
    expect(output).toContain('the pulse is not the promised one');
  });

  test.runIf(hasPython)('a list that is not the one that was public is found', async () => {
    const chosen = cases.find(({ beacon }) => beacon.kind === 'drand');
    if (chosen === undefined) throw new Error('no case');
    const path = await writeCase(chosen, (rows) =>
      rows.map((row, index) => (index === 0 ? { ...row, stratum: 'S999' } : row)),
    );
    const { status, output } = python(path);
    expect(status).toBe(1);
    expect(output).toContain('the list is not the one that was public');
  });

  test.runIf(hasPython)('two recipients who changed places are found', async () => {
    const [chosen] = cases;
    if (chosen === undefined) throw new Error('no case');
    const path = await writeCase(chosen, (rows) => {
      const other = rows.findIndex(({ arm }) => arm !== rows[0]?.arm);
      return rows.map((row, index) =>
        index === 0 || index === other ? { ...row, arm: rows[other - index]?.arm ?? '' } : row,
      );
    });
    expect(python(path)).toEqual({
      status: 1,
      output: '101 recipients, 2 in another arm than drawn\n',
    });
  });
});
