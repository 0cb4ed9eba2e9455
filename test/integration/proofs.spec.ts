import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFName } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { ProofsService } from '../../src/mailings/proofs.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { OrganisationsService } from '../../src/organisations/organisations.service.js';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import { FolderProofs } from '../../src/trial-folder/folder-proofs.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder } from '../../src/trial-folder/run-trial-folder.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { openFolderBench, type FolderBench } from '../support/trial-folder.js';
import { readPages, textOf } from './rendering-letters.js';

let bench: FolderBench;
let path: string;
beforeAll(async () => {
  bench = await openFolderBench('2026-03-02');
  path = bench.copyOf('belastingdienst');
  const file = join(path, 'protocol.yaml');
  // Two arms are enough, and enough recipients for them.
  const written = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    written
      .replace(/ {2}- id: wederkerigheid[\s\S]*?(?=reference: none)/, '')
      .replace(/recipients: \d+/, 'recipients: 20000'),
  );
});
afterAll(() => bench.close());

const run = (): ReturnType<RunTrialFolder['run']> =>
  bench.app.get(RunTrialFolder).run(path, { progress: silent, lettersABatch: 20 });

async function theTrial(): Promise<TrialRecord> {
  const trial = await bench.app.get(TrialsService).findByAddress('belastingdienst', 'formulier-op-tijd');
  if (trial === undefined) throw new Error('no trial');
  return trial;
}

const setLetterhead = (letterhead: Record<string, string>): Promise<void> =>
  bench.app.get(OrganisationsService).setLetterhead('belastingdienst', letterhead, commandLine);

test('proofs can be made of letters that are not registered, but not approved', async () => {
  const folderProofs = bench.app.get(FolderProofs);
  const proofs = await folderProofs.write(path);
  expect(proofs.map(({ arm, file, pages, approvedBy }) => ({ arm, file, pages, approvedBy }))).toEqual(
    ['none', 'autoriteit'].map((arm) => ({
      arm,
      file: `out/proofs/${arm}.pdf`,
      pages: [1, 1, 1],
      approvedBy: null,
    })),
  );
  await expect(folderProofs.write(path, 'R. de Beoordelaar')).rejects.toMatchObject({
    code: 'mailings:proofs-not-registered',
  });
  const bytes = readFileSync(join(path, 'out/proofs/autoriteit.pdf'));
  const pages = (await readPages(new Uint8Array(bytes))).map(textOf);
  expect(pages).toHaveLength(3);
  expect(pages.every((page) => page.includes('Op speciaal verzoek van de staatssecretaris'))).toBe(true);
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  expect(String(pdf.catalog.lookup(PDFName.of('MarkInfo'), PDFDict).get(PDFName.of('Marked')))).toBe('true');
});

test('nobody who wrote the protocol approves its letters', async () => {
  await run();
  await expect(bench.app.get(FolderProofs).write(path, ' d. de ontwerper')).rejects.toMatchObject({
    code: 'mailings:proof-approved-by-author',
  });
});

test('a letterhead that changes after the approval stops the printing, until somebody approved the new one', async () => {
  const trial = await theTrial();
  const proofs = bench.app.get(ProofsService);
  await proofs.approveByProtocol(trial, commandLine);
  expect((await proofs.list(trial)).map(({ approval }) => approval)).toMatchObject([
    { by: 'R. de Beoordelaar', basis: 'protocol', pages: 1 },
    { by: 'R. de Beoordelaar', basis: 'protocol', pages: 1 },
  ]);
  await expect(proofs.requireApproved(trial)).resolves.toBeUndefined();

  writeFileSync(join(path, 'recipients.csv'), [...syntheticRecipients(50, 'proofs')].join(''));
  await run();
  const again = bench.app.get(RenderBatch);
  await bench.database.pool.query(
    `update batches set state = 'planned', pages = null, pdf_file = null, pdf_sha256 = null, rendered_at = null
     where number = 1`,
  );
  const [first] = await bench.app.get(MailingsService).batches(trial.id);
  await setLetterhead({ colour: '#aa0000' });
  await expect(again.render(first?.id ?? '')).rejects.toMatchObject({ code: 'mailings:text-not-approved' });
  const [kept] = await bench.app.get(MailingsService).batches(trial.id);
  expect(kept).toMatchObject({ state: 'planned', pdfFile: null });

  const changed = await bench.app.get(FolderProofs).write(path, 'B. Ander');
  expect(changed.map(({ approvedBy }) => approvedBy)).toEqual(['B. Ander', 'B. Ander']);
  expect(await again.render(first?.id ?? '')).toBe(true);
});

test('a letterhead with a colour that is none, or a logo that does something, is refused', async () => {
  const script = Buffer.from('<svg><script>alert(1)</script></svg>').toString('base64');
  for (const letterhead of [
    { colour: 'red' },
    { logo: `data:image/svg+xml;base64,${script}` },
    { other: 'x' },
  ])
    await expect(setLetterhead(letterhead)).rejects.toMatchObject({ code: 'trials:letterhead-wrong' });
});

test('the trail tells who approved which letters, and an approval is never taken back', async () => {
  const { rows } = await bench.database.pool.query<{ detail: Record<string, unknown> }>(
    "select detail from audit_entries where action = 'approve-proofs' order by id",
  );
  expect(rows.map(({ detail }) => [detail['approvedBy'], detail['basis']])).toEqual([
    ['R. de Beoordelaar', 'protocol'],
    ['B. Ander', 'proofs'],
  ]);
  await expect(bench.database.pool.query('delete from proof_approvals')).rejects.toThrow('never changed');
});

test('a letter that is longer than its protocol allows is refused, before its registration and at its approval', async () => {
  const long = bench.copyOf('belastingdienst');
  const file = join(long, 'protocol.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace('trial: formulier-op-tijd', 'trial: een-bladzijde')
      .replace(/recipients: \d+/, 'recipients: 20000')
      .replace(/^letter:\n/m, 'letter:\n  pages: 1\n  enclosures: [Formulier]\n'),
  );
  const written = await bench.app.get(FolderProofs).write(long);
  expect(written.every(({ over, pages }) => over === 0 && pages.every((count) => count === 1))).toBe(true);
  const [first] = await readPages(new Uint8Array(readFileSync(join(long, 'out/proofs/none.pdf'))));
  expect(textOf(first ?? [])).toMatch(/Bijlage\s*Formulier/);
  const base = join(long, 'letters/basis.hbs');
  writeFileSync(base, `${readFileSync(base, 'utf8')}\n\n${'Dit is een zin van een brief. '.repeat(60)}\n`);
  const tooLong = await bench.app.get(FolderProofs).write(long);
  expect(tooLong.map(({ over }) => over)).toEqual(tooLong.map(() => 1));
  writeFileSync(join(long, 'recipients.csv'), [...syntheticRecipients(40, 'limit')].join(''));
  await expect(bench.app.get(RunTrialFolder).run(long, { progress: silent })).rejects.toMatchObject({
    code: 'mailings:proof-too-long',
    params: { limit: 1, pages: 2, over: 1 },
  });
});

test('a letter that is a page longer for the longest data is refused, with the lengths', async () => {
  const long = bench.copyOf('belastingdienst');
  const file = join(long, 'protocol.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace('trial: formulier-op-tijd', 'trial: lang')
      .replace(/recipients: \d+/, 'recipients: 20000'),
  );
  const base = join(long, 'letters/basis.hbs');
  // As long as leaves room for a short name and a short note, and for no long one.
  const sentence = 'Dit is een zin van een brief. ';
  writeFileSync(base, `${readFileSync(base, 'utf8')}\n\n${sentence.repeat(14)}\n\n{{toelichting}}\n`);
  const header = [...syntheticRecipients(40, 'long')].join('').split('\n').filter(Boolean);
  const rows = header.map((line, place) =>
    place === 0 ? `${line};toelichting` : `${line};${place === 3 ? 'woord '.repeat(150).trim() : 'ja'}`,
  );
  writeFileSync(join(long, 'recipients.csv'), `${rows.join('\n')}\n`);
  await expect(bench.app.get(RunTrialFolder).run(long, { progress: silent })).rejects.toMatchObject({
    code: 'mailings:proof-page-more',
    params: { shortest: 1, longest: 2 },
  });
  const trial = await bench.app.get(TrialsService).findByAddress('belastingdienst', 'lang');
  expect(trial?.state).toBe('allocated');
});

test('proofs of letters that nobody registered are on the letterhead of their organisation', async () => {
  const other = bench.copyOf('belastingdienst');
  const file = join(other, 'protocol.yaml');
  const written = readFileSync(file, 'utf8');
  writeFileSync(file, written.replace('trial: formulier-op-tijd', 'trial: nog-niet-geregistreerd'));
  await setLetterhead({ returnAddress: 'Retouradres: Postbus 7, 1000 AA Amsterdam' });
  await bench.app.get(FolderProofs).write(other);
  const pages = await readPages(new Uint8Array(readFileSync(join(other, 'out/proofs/none.pdf'))));
  expect(pages.map(textOf)).toEqual(
    Array.from({ length: 3 }, () => expect.stringContaining('Retouradres: Postbus 7, 1000 AA Amsterdam')),
  );
});

test('a letter with a character that its typeface lacks is told in its proofs, and not approved', async () => {
  const boxed = bench.copyOf('belastingdienst');
  const file = join(boxed, 'protocol.yaml');
  const written = readFileSync(file, 'utf8').replace(/recipients: \d+/, 'recipients: 20000');
  writeFileSync(file, written.replace('trial: formulier-op-tijd', 'trial: met-een-vakje'));
  const base = join(boxed, 'letters/basis.hbs');
  writeFileSync(base, `${readFileSync(base, 'utf8')}\n\n☐ Ik doe mee → kruis aan`);
  const proofs = await bench.app.get(FolderProofs).write(boxed);
  expect(proofs.map(({ withoutFont }) => withoutFont)).toEqual(proofs.map(() => ['☐', '→']));
  writeFileSync(join(boxed, 'recipients.csv'), [...syntheticRecipients(20, 'boxed')].join(''));
  await expect(bench.app.get(RunTrialFolder).run(boxed, { progress: silent })).rejects.toMatchObject({
    code: 'mailings:proof-characters',
    params: { characters: '☐ →' },
  });
});

test('a file of recipients is taken in whole, and tells which signs the letters can not draw', async () => {
  const far = bench.copyOf('belastingdienst');
  const file = join(far, 'protocol.yaml');
  const written = readFileSync(file, 'utf8').replace(/recipients: \d+/, 'recipients: 20000');
  writeFileSync(file, written.replace('trial: formulier-op-tijd', 'trial: namen-van-ver'));
  const lines = [...syntheticRecipients(5, 'far')].join('').trimEnd().split('\n');
  const surname = (lines[0] ?? '').split(/[;,]/).findIndex((name) => name.trim() === 'achternaam');
  expect(surname).toBeGreaterThan(-1);
  const renamed = lines.map((line, place) =>
    place === 3 ? line.split(';').with(surname, 'Yamada 山田').join(';') : line,
  );
  writeFileSync(join(far, 'recipients.csv'), renamed.join('\n') + '\n');
  const { imports } = await bench.app.get(RunTrialFolder).run(far, { progress: silent });
  expect(imports[0]).toMatchObject({
    lines: 5,
    accepted: 5,
    withoutFont: { recipients: 1, characters: ['山', '田'], lines: [4] },
  });
});
