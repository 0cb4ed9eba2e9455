import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { DomainError } from '../core/domain-error.js';
import { NO_BEACON, readBeacon, readNistBeacon, type Beacon } from '../core/randomisation/beacon.js';
import { drawEntropy, recipientKey } from '../core/randomisation/commitment.js';
import type { Design } from '../core/randomisation/design.js';
import { draw } from '../core/randomisation/draw.js';
import { RecipientListHash } from '../core/randomisation/recipient-list.js';
import { packHeader } from './pack-format.js';
import { runVerifyAllocation } from './run-verify-allocation.js';
import { verifyPack } from './verify-pack.js';
import { packStream } from './write-pack.js';

const design: Design = {
  algorithm: 'openbrief-draw-1',
  arms: [
    { id: 'basis', weight: 2 },
    { id: 'norm', weight: 1 },
    { id: 'uit', weight: 0 },
  ],
  unit: 'cluster',
  strata: ['regio'],
};
const protocol = JSON.stringify({ ...design, allocation: 'drawn' });
const seed = createHash('sha256').update('seed').digest();
const folder = mkdtempSync(join(tmpdir(), 'openbrief-verify-'));
afterAll(() => rm(folder, { recursive: true }));

/** The lines of a sound pack: 60 recipients, households of two (numbered from 900 down), two strata. */
async function soundLines(text = protocol, beacon: Beacon = NO_BEACON): Promise<string[]> {
  const recipients = Array.from({ length: 60 }, (_, index) => ({
    key: recipientKey(`${index}`.padStart(16, '0')),
    stratum: index < 30 ? 'S001' : 'S002',
    cluster: index % 6 === 5 ? null : String(900 - Math.floor(index / 2)),
  }));
  const entropy = drawEntropy(seed, createHash('sha256').update(text).digest(), beacon);
  const arms = draw(design, entropy, recipients);
  const rows = recipients
    .map(({ key, stratum, cluster }, index) => ({
      key: key.toString('hex'),
      stratum,
      cluster: cluster === null ? null : Number(cluster),
      arm: arms[index] ?? '',
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const list = new RecipientListHash();
  // Households never span two strata here, so each recipient's own is the one in which they are drawn.
  rows.forEach(({ key, stratum, cluster }) => list.add(key, stratum, cluster));
  const hash = beacon.kind === 'none' ? null : list.digest().toString('hex');
  const packed = await buffer(packStream(packHeader(text, seed, rows.length, beacon, hash), rows));
  return gunzipSync(packed).toString('utf8').trimEnd().split('\n');
}

const lines = await soundLines();

const withHeader = (change: Record<string, unknown>): string[] => [
  JSON.stringify({ ...JSON.parse(lines[0] ?? ''), ...change }),
  ...lines.slice(1),
];
const withLine = (line: number, change: (values: unknown[]) => unknown[]): string[] =>
  lines.map((text, index) => (index === line - 1 ? JSON.stringify(change(JSON.parse(text))) : text));
const otherArm = (values: unknown[]): unknown[] => [
  ...values.slice(0, 3),
  values[3] === 'basis' ? 'norm' : 'basis',
];
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

describe('a pack', () => {
  test('that is sound matches', async () => {
    const verdict = await verifyPack(lines);
    expect(verdict).toMatchObject({ kind: 'match', recipients: 60, strata: 2 });
    if (verdict.kind !== 'match') return;
    expect(verdict.arms.map(({ recipients }) => recipients).reduce((sum, n) => sum + n, 0)).toBe(60);
    expect(verdict.arms[2]).toEqual({ id: 'uit', recipients: 0 });
  });

  test('numbers clusters by their first line, whatever they were called', () => {
    const numbers = lines.slice(1).map((line): unknown => JSON.parse(line)[2]);
    const firsts = [...new Set(numbers.filter((number) => number !== null))];
    expect(firsts).toEqual(firsts.map((_, index) => index + 1));
  });

  test('has the same bytes when it is written again', async () => {
    expect(await soundLines()).toEqual(lines);
  });

  test.each<[string, string[], object]>([
    ['one arm changed', withLine(7, otherArm), { kind: 'mismatch', differing: 1, lines: [{ line: 7 }] }],
    ['another seed', withHeader({ seed: '00'.repeat(32) }), { kind: 'commitment-wrong' }],
    ['another commitment', withHeader({ commitment: '00'.repeat(32) }), { kind: 'commitment-wrong' }],
    [
      'another protocol, with the old hash',
      withHeader({ protocol: protocol.replace('"weight":2', '"weight":3') }),
      { kind: 'protocol-wrong' },
    ],
    [
      'randomised elsewhere',
      (() => {
        const external = JSON.stringify({ ...design, allocation: 'external' });
        return [JSON.stringify(packHeader(external, seed, 0))];
      })(),
      { kind: 'external' },
    ],
    [
      'a protocol without arms',
      [JSON.stringify(packHeader('{}', seed, 0))],
      { kind: 'malformed', line: 1, field: 'protocol.arms' },
    ],
    [
      'a protocol in which nobody can be drawn',
      [JSON.stringify(packHeader(JSON.stringify({ ...design, arms: [{ id: 'a', weight: 0 }] }), seed, 0))],
      { kind: 'malformed', line: 1, field: 'protocol.arms' },
    ],
    ['an unknown format', withHeader({ format: 'x' }), { kind: 'malformed', line: 1, field: 'format' }],
    [
      'a NIST pulse of the wrong length',
      withHeader({ beacon: { kind: 'nist', reference: '1', pulse: 'ab' } }),
      { kind: 'malformed', line: 1, field: 'beacon.pulse' },
    ],
    ['nothing', [], { kind: 'malformed', line: 1 }],
    ['no JSON', ['PK'], { kind: 'malformed', line: 1 }],
    [
      'three values',
      withLine(4, (v) => v.slice(1)),
      { kind: 'malformed', line: 4, fault: 'not-four-values' },
    ],
    ['a short key', withLine(4, (v) => ['ab', ...v.slice(1)]), { kind: 'malformed', line: 4, fault: 'key' }],
    [
      'a key twice',
      lines.map((text, index) => (index === 9 ? (lines[8] ?? '') : text)),
      { kind: 'malformed', line: 10, fault: 'order' },
    ],
    [
      'a stratum that is a number',
      withLine(5, ([k, , c, a]) => [k, 1, c, a]),
      { kind: 'malformed', line: 5, fault: 'stratum' },
    ],
    [
      'a cluster that is a text',
      withLine(5, ([k, s, , a]) => [k, s, 'x', a]),
      { kind: 'malformed', line: 5, fault: 'cluster' },
    ],
    [
      'an arm that is not in the protocol',
      withLine(5, ([k, s, c]) => [k, s, c, 'x']),
      { kind: 'malformed', line: 5, fault: 'arm' },
    ],
    ['a line taken out', lines.slice(0, -1), { kind: 'malformed', line: 60, fault: 'fewer-lines' }],
    ['a line put in', [...lines, '["f"]'], { kind: 'malformed', line: 62, fault: 'more-lines' }],
  ])('%s', async (_what, spoilt, expected) => {
    expect(await verifyPack(spoilt)).toMatchObject(expected);
  });

  test('with a pulse that its protocol does not name is not believed', async () => {
    const spoilt = withHeader({ beacon: { kind: 'drand', reference: '1', pulse: 'ab'.repeat(32) } });
    expect(await verifyPack(spoilt)).toMatchObject({ kind: 'beacon-wrong', fault: 'not-promised' });
  });

  test('from which a recipient and their household were left out does not match', async () => {
    const kept = lines.slice(1).filter((line) => JSON.parse(line)[2] !== 1);
    const spoilt = [withHeader({ recipients: kept.length })[0] ?? '', ...kept];
    expect((await verifyPack(spoilt)).kind).toBe('mismatch');
  });
});

describe('a pack with a pulse', () => {
  // Round 1000 of quicknet, as published.
  const signature =
    'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
  const pulse = createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex');
  const beacon = readBeacon('drand', '1000', pulse, signature);
  if (beacon.kind === 'none') throw new Error('no pulse');
  const promising = JSON.stringify({ ...JSON.parse(protocol), randomness: { beacon: 'drand', pulse: 1000 } });
  const changed = async (change: Record<string, unknown>): Promise<string[]> => {
    const [head = '', ...rest] = await soundLines(promising, beacon);
    return [JSON.stringify({ ...JSON.parse(head), ...change }), ...rest];
  };

  test('that is sound matches, and says where to look the pulse up', async () => {
    const sound = await soundLines(promising, beacon);
    expect(await verifyPack(sound)).toMatchObject({ kind: 'match', recipients: 60 });
    const path = join(folder, 'pulse.gz');
    await writeFile(path, gzipSync(sound.join('\n')));
    const output: string[] = [];
    expect(await runVerifyAllocation(path, (line) => output.push(line), 'nl')).toBe(0);
    expect(output.join('\n')).toContain('/public/1000');
    expect(output.join('\n')).toContain(JSON.parse(sound[0] ?? '').list);
    expect(output.at(-1)).toMatch(/^Gecontroleerd: .*quicknet/);
    // A signature whose hash is the value, and which the chain never made.
    const forged = { ...beacon, signature: 'ab'.repeat(48) };
    const value = createHash('sha256').update(Buffer.from(forged.signature, 'hex')).digest('hex');
    await writeFile(path, gzipSync((await soundLines(promising, { ...forged, pulse: value })).join('\n')));
    expect(await runVerifyAllocation(path, (line) => output.push(line), 'nl')).toBe(1);
    expect(output.at(-1)).toContain('niet van drand');
    const alone = { kind: 'drand', reference: '1000', pulse } as const;
    await writeFile(path, gzipSync((await soundLines(promising, alone)).join('\n')));
    expect(await runVerifyAllocation(path, (line) => output.push(line), 'nl')).toBe(0);
    expect(output.at(-1)).toContain('Niet gecontroleerd');
  });

  test.each<[string, Record<string, unknown>, object]>([
    [
      'another value',
      { beacon: { ...beacon, pulse: 'ab'.repeat(32), signature: undefined } },
      { kind: 'mismatch' },
    ],
    [
      'a value that is not of the signature',
      { beacon: { ...beacon, pulse: 'ab'.repeat(32) } },
      { kind: 'beacon-wrong', fault: 'signature' },
    ],
    ['another round', { beacon: { ...beacon, reference: '1001' } }, { kind: 'beacon-wrong', fault: 'other' }],
    ['no pulse', { beacon: { kind: 'none' } }, { kind: 'beacon-wrong', fault: 'missing' }],
    ['no hash of the list', { list: null }, { kind: 'malformed', field: 'list' }],
    ['another hash of the list', { list: '00'.repeat(32) }, { kind: 'list-wrong' }],
  ])('and %s is not believed', async (_what, change, expected) => {
    expect(await verifyPack(await changed(change))).toMatchObject(expected);
  });

  test('and a recipient left out after the pulse is not believed', async () => {
    const [head = '', ...rest] = await soundLines(promising, beacon);
    // A recipient without a household, so that every household stays whole.
    const kept = rest.filter(
      (_line, index) => index !== rest.findIndex((line) => JSON.parse(line)[2] === null),
    );
    const spoilt = [JSON.stringify({ ...JSON.parse(head), recipients: kept.length }), ...kept];
    expect(kept).toHaveLength(59);
    expect((await verifyPack(spoilt)).kind).toBe('list-wrong');
  });
});

describe('the command', () => {
  const run = async (bytes: Buffer): Promise<{ code: number; output: string[] }> => {
    const path = join(folder, `${sha256(bytes.toString('hex')).toString('hex')}.gz`);
    await writeFile(path, bytes);
    const output: string[] = [];
    const code = await runVerifyAllocation(path, (line) => output.push(line), 'nl');
    return { code, output };
  };

  test('says that the draw matches, and what to hold against the page', async () => {
    const { code, output } = await run(gzipSync(lines.join('\n')));
    expect(code).toBe(0);
    expect(output[0]).toContain('60');
    expect(output.join('\n')).toContain(JSON.parse(lines[0] ?? '').commitment);
  });

  test.each([
    ['a mismatch', withLine(7, otherArm), 'regel 7'],
    ['a wrong commitment', withHeader({ seed: '00'.repeat(32) }), 'Klopt niet'],
    ['a broken line', withLine(4, (values) => values.slice(1)), 'regel 4'],
  ])('ends with 1 and says so: %s', async (_what, spoilt, words) => {
    const { code, output } = await run(gzipSync(spoilt.join('\n')));
    expect(code).toBe(1);
    expect(output.join('\n')).toContain(words);
    expect(output.join('\n')).not.toContain('verify.');
  });

  test.each([
    ['that is not there', undefined],
    ['that is no gzip', Buffer.from('no gzip')],
    ['that breaks off', gzipSync(lines.join('\n')).subarray(0, 400)],
  ])('refuses a file %s', async (_what, bytes) => {
    const verifying =
      bytes === undefined ? runVerifyAllocation(join(folder, 'none'), () => undefined) : run(bytes);
    await expect(verifying).rejects.toThrow(DomainError);
  });
});

describe('a pack with a pulse of NIST', () => {
  const { pulse: record } = JSON.parse(readFileSync('test/fixtures/nist-pulse/pulse.json', 'utf8'));
  const certificate = 'test/fixtures/nist-pulse/certificate.pem';
  const moment = '2026-08-31T19:04:00.000Z';
  const beacon = readNistBeacon(moment, record);
  const promising = JSON.stringify({
    ...JSON.parse(protocol),
    randomness: { beacon: 'nist', pulse: '2026-08-31T19:04:00Z' },
  });
  const verified = async (used: typeof beacon, proof = {}): Promise<{ code: number; last: string }> => {
    const path = join(folder, 'nist.gz');
    await writeFile(path, gzipSync((await soundLines(promising, used)).join('\n')));
    const output: string[] = [];
    const code = await runVerifyAllocation(path, (line) => output.push(line), 'en', proof);
    return { code, last: output.at(-1) ?? '' };
  };

  test('says what was checked: the value alone, its fields, and with a certificate the signature', async () => {
    const { record: _record, ...alone } = beacon.kind === 'nist' ? beacon : { ...beacon, record: null };
    expect(await verified(alone as typeof beacon)).toEqual({
      code: 0,
      last: expect.stringMatching(/^Not checked/),
    });
    expect(await verified(beacon)).toEqual({
      code: 0,
      last: expect.stringMatching(/^Checked: .*Not checked: the signature itself.*certificate\/528943a5/),
    });
    expect(await verified(beacon, { certificate })).toEqual({
      code: 0,
      last: expect.stringMatching(/^Checked: .*engine\.beacon\.nist\.gov.*Not checked: .*DigiCert/),
    });
  });

  test('is not believed when the pulse was made up, or the certificate is none', async () => {
    if (beacon.kind !== 'nist') throw new Error('no pulse');
    const pulseIndex = record.pulseIndex + 1;
    const { code, last } = await verified({ ...beacon, record: { ...record, pulseIndex } });
    expect([code, last]).toEqual([1, expect.stringContaining('does not follow')]);
    const none = await verified(beacon, { certificate: 'package.json' });
    expect([none.code, none.last]).toEqual([1, expect.stringContaining('no certificate')]);
    await expect(verified(beacon, { certificate: '/none/none.pem' })).rejects.toMatchObject({
      code: 'randomisation:certificate-unreadable',
    });
  });
});
