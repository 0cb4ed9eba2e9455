import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FurtherResult } from '../../src/core/statistics/further-analysis-types.js';
import type { RegisteredResult } from '../../src/core/statistics/registered-analysis-types.js';
import type { Manifest } from '../../src/mailings/manifest.js';
import { EXAMPLE_SEED, exampleRate } from '../../src/demonstration/simulated-responses.js';
import { simulatedResponses } from '../../src/synthetic/simulated-responses.js';
import { readLetterCode } from '../../src/core/post/letter-code.js';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder, type RunReport } from '../../src/trial-folder/run-trial-folder.js';
import { runVerifyAllocation } from '../../src/verification/run-verify-allocation.js';
import { openFolderBench, type FolderBench } from '../support/trial-folder.js';

let bench: FolderBench;
beforeAll(async () => {
  bench = await openFolderBench('2026-03-02');
});
afterAll(() => bench.close());

const run = (path: string, amendmentReason?: string): Promise<RunReport> =>
  bench.app.get(RunTrialFolder).run(path, {
    progress: silent,
    lettersABatch: 60,
    ...(amendmentReason !== undefined && { amendmentReason }),
  });

const csvRows = (text: string): string[][] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

describe('a trial that Openbrief draws and mails', () => {
  const count = 160;
  let path: string;

  test('goes as far as it can, and says what it waits for', async () => {
    path = bench.copyOf('belastingdienst');
    expect(await run(path)).toMatchObject({ state: 'registered', waitsFor: 'recipients' });
    const lines = [...syntheticRecipients(count, 'folder')].join('').trimEnd().split('\n');
    lines.push(lines[1] ?? '', 'Z99;A.;;Zonder;M;Straat;1;;9999;Plaats;H0;Utrecht');
    writeFileSync(join(path, 'recipients.csv'), `\uFEFF${lines.join('\r\n')}\r\n`);
    const report = await run(path);
    expect(report).toMatchObject({ state: 'collecting', waitsFor: 'responses' });
    expect(report.imports[0]).toMatchObject({ lines: count + 2, accepted: count, refused: 2 });
    expect(report.imports[0]?.firstRefusals.map(({ line, code, params }) => [line, code, params])).toEqual([
      [count + 2, 'recipients:reference-repeated', { firstLine: 2 }],
      [count + 3, 'recipients:postcode-wrong', { column: 'postcode' }],
    ]);
    expect(readFileSync(join(path, 'out/refused-recipients.csv'), 'utf8')).toContain(`${count + 2},`);
  });

  test('every recipient has one page range in one batch, and the manifest has no more than codes and pages', () => {
    const allocation = csvRows(readFileSync(join(path, 'out/allocation.csv'), 'utf8'));
    expect(allocation).toHaveLength(count);
    const codes: string[] = [];
    for (const batch of [1, 2, 3]) {
      const text = readFileSync(join(path, `out/batches/wave-1-batch-000${batch}.json`), 'utf8');
      const manifest: Manifest = JSON.parse(text);
      expect(manifest.lines).toHaveLength(manifest.letters);
      let page = 0;
      for (const { letterCode, firstPage, lastPage } of manifest.lines) {
        expect(firstPage).toBe(page + 1);
        page = lastPage;
        codes.push(letterCode);
      }
      expect(page).toBe(manifest.pages);
      expect(text).not.toMatch(/autoriteit|wederkerigheid|straat/i);
    }
    expect(codes.sort()).toEqual(allocation.map(([, code = '']) => readLetterCode(code) ?? '').sort());
  });

  test('a second run repeats nothing', async () => {
    const batch = join(path, 'out/batches/wave-1-batch-0001.pdf');
    const before = statSync(batch).mtimeMs;
    const allocation = readFileSync(join(path, 'out/allocation.csv'), 'utf8');
    expect((await run(path)).state).toBe('collecting');
    expect(statSync(batch).mtimeMs).toBe(before);
    expect(readFileSync(join(path, 'out/allocation.csv'), 'utf8')).toBe(allocation);
    const counts = await bench.database.pool.query(
      'select (select count(*)::int from waves) as waves, (select count(*)::int from letters) as letters',
    );
    expect(counts.rows).toEqual([{ waves: 1, letters: count }]);
  });

  test('households are in one arm', async () => {
    const { rows } = await bench.database.pool.query<{ arms: number }>(
      'select count(distinct arm)::int as arms from allocations where cluster is not null group by cluster',
    );
    expect(rows.every(({ arms }) => arms === 1)).toBe(true);
  });

  test('it stays open until the day that the protocol named, then is analysed', async () => {
    const recipients = csvRows(readFileSync(join(path, 'out/allocation.csv'), 'utf8')).map(
      ([reference = '', code = '', arm = '']) => ({
        reference,
        letterCode: code,
        rate: exampleRate(arm === 'none' ? [] : ['telefoonnummer-en-envelop']),
      }),
    );
    const simulation = { seed: EXAMPLE_SEED, mailedOn: '2026-03-09', windowDays: 28 };
    const responses = [...simulatedResponses(recipients, simulation)].join('');
    writeFileSync(join(path, 'responses.csv'), `${responses}AAAA-AAAA-AAAA-AAAA;2026-03-10\n`);
    bench.clock.set('2026-04-12');
    expect(await run(path)).toMatchObject({ state: 'collecting', waitsFor: 'close' });
    expect(existsSync(join(path, 'out/analysis.json'))).toBe(false);
    bench.clock.set('2026-04-13');
    expect(await run(path)).toMatchObject({ state: 'analysed', waitsFor: null });
    const html = readFileSync(join(path, 'out/disclosure.html'), 'utf8');
    expect(html).toContain('Meer formulieren op tijd terug');
    expect(html).not.toContain('<script');
    const words = html.replace(/<style>.*<\/style>/s, '').replace(/<[^>]*>/g, ' ');
    expect(words).not.toMatch(/NaN|undefined|\[object/);
    const own = readFileSync(join(path, 'out/analysis.html'), 'utf8');
    expect(own).toContain('<svg');
    expect(own).toContain('Kosten en besparing');
    const analysis: { result: RegisteredResult; further: FurtherResult } = JSON.parse(
      readFileSync(join(path, 'out/analysis.json'), 'utf8'),
    );
    // Every letter went out, so the letters are what was allocated, to the last one.
    expect(analysis.result.sampleRatio.mailed?.test).toMatchObject({ chiSquare: 0, pValue: 1 });
    const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
    expect(total(analysis.further.balance.flatMap(({ cells }) => cells.map(({ n }) => n)))).toBe(count);
    const last = analysis.further.time?.arms.map(({ curve }) =>
      curve.kind === 'value' ? curve.points.at(-1) : undefined,
    );
    // Nobody is followed for a shorter time here, so the curve ends at the share that was counted.
    for (const [place, { n, x }] of analysis.result.arms.entries()) {
      expect(last?.[place]).toMatchObject({ time: 28, cumulativeResponse: expect.closeTo(x / n, 12) });
    }
    expect(analysis.further.costs?.targetGroup).toBe(count);
  });

  test('anybody can redo the draw from its pack', async () => {
    const said: string[] = [];
    const pack = join(path, 'out/verification-pack.jsonl.gz');
    expect(await runVerifyAllocation(pack, (line) => void said.push(line))).toBe(0);
    expect(said.length).toBeGreaterThan(0);
  });

  test('a changed protocol is refused, and after the draw an amendment may not touch what was drawn', async () => {
    const file = join(path, 'protocol.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('dpia: DPIA-2026-014', 'dpia: DPIA-2026-015'));
    await expect(run(path)).rejects.toMatchObject({ code: 'trials:protocol-changed' });
    expect(await run(path, 'Het nummer van de DPIA was fout.')).toMatchObject({ state: 'analysed' });
    writeFileSync(file, text.replace('strata: [regio]', 'strata: []'));
    await expect(run(path, 'Zonder strata.')).rejects.toMatchObject({ code: 'trials:amendment-too-late' });
  });
});

test('letters whose planned day has passed are refused before anything is done', async () => {
  bench.clock.set('2026-03-10');
  const path = bench.copyOf('belastingdienst');
  const file = join(path, 'protocol.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('trial: formulier-op-tijd', 'trial: te-laat'));
  await expect(run(path)).rejects.toMatchObject({
    code: 'trials:mailing-in-the-past',
    params: { date: '2026-03-09', today: '2026-03-10' },
  });
});

test('letters can be booked on another day than the planned one', async () => {
  bench.clock.set('2026-03-02');
  const path = bench.copyOf('belastingdienst');
  const file = join(path, 'protocol.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('trial: formulier-op-tijd', 'trial: andere-dag'));
  writeFileSync(join(path, 'recipients.csv'), [...syntheticRecipients(40, 'day')].join(''));
  const report = await bench.app.get(RunTrialFolder).run(path, { progress: silent, postedOn: '2026-03-11' });
  expect(report).toMatchObject({ state: 'collecting', posted: { on: '2026-03-11', asPlanned: false } });
  const { rows } = await bench.database.pool.query(
    `select distinct b.posted_on::text as day from batches b join waves w on w.id = b.wave_id where w.trial_id = $1`,
    [report.trialId],
  );
  expect(rows).toEqual([{ day: '2026-03-11' }]);
});

describe('files that must not leave anything behind', () => {
  test.each([
    [
      'a BSN column',
      'kenmerk;arm;bsn\n' +
        ['111222333', '123456782', '999990019'].map((bsn, i) => `R${i};control;${bsn}`).join('\n'),
      'recipients:bsn-column',
    ],
    ['a missing column', 'kenmerk;naam\nR1;x\n', 'recipients:columns-missing'],
    ['a quote that is not closed', 'kenmerk;arm\n"R1;control\n', 'delimited:quote-not-closed'],
  ])('%s', async (_what, content, code) => {
    const path = bench.copyOf('karlan-list-2007');
    writeFileSync(join(path, 'recipients.csv'), content);
    await expect(run(path)).rejects.toMatchObject({ code });
    const { rows } = await bench.database.pool.query(
      `select count(*)::int as n from recipients r join trials t on t.id = r.trial_id where t.slug = 'karlan-list-2007'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

const data = '../shared/data/karlan-list.csv.gz';

test.runIf(existsSync(data))(
  '50,083 real letters give the published response rates (skipped without ../shared/data)',
  async () => {
    const path = bench.copyOf('karlan-list-2007');
    const rows = csvRows(gunzipSync(readFileSync(data)).toString('utf8'));
    const recipients = rows.map(([id = '', arm = '']) => `${id},${arm.replace('_', '-')}`);
    const gave = rows.filter((row) => row[11] === '1').map(([id = '']) => `${id},2005-09-01`);
    writeFileSync(
      join(path, 'recipients.csv'),
      `recipient_id,arm\n${recipients.join('\n')}\n`.replace('recipient_id', 'reference'),
    );
    writeFileSync(join(path, 'responses.csv'), `reference,date\n${gave.join('\n')}\n`);
    expect(await run(path)).toMatchObject({ state: 'analysed', waitsFor: null });
    const text = readFileSync(join(path, 'out/analysis.json'), 'utf8');
    const { result, allocation }: { result: RegisteredResult; allocation: string } = JSON.parse(text);
    expect(allocation).toBe('external');
    // Karlan and List (2007), table 2A: 1.8, 2.1, 2.3 and 2.3 per cent.
    expect(
      result.arms.map(({ arm, rate }) => [
        arm,
        rate.kind === 'value' ? (rate.estimate * 100).toFixed(1) : '',
      ]),
    ).toEqual([
      ['control', '1.8'],
      ['match-1to1', '2.1'],
      ['match-2to1', '2.3'],
      ['match-3to1', '2.3'],
    ]);
    expect(readFileSync(join(path, 'out/disclosure.html'), 'utf8')).toContain('buiten Openbrief');
  },
);
