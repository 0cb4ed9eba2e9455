import 'reflect-metadata';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { syntheticRecipients } from '../../src/synthetic/synthetic-recipients.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { plannedTrial } from '../support/mailing-trial.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { workbenchClient, type WorkbenchClient } from '../support/workbench-client.js';

let service: TestService;
let folder: string;
let trial: TrialRecord;
let printer: WorkbenchClient;
let analyst: WorkbenchClient;
let path: string;

beforeAll(async () => {
  service = await startTestService('2026-03-02');
  folder = mkdtempSync(join(tmpdir(), 'openbrief-waves-'));
  const copyOf = (example: string): string => {
    cpSync(join('examples', example), join(folder, example), { recursive: true });
    return join(folder, example);
  };
  trial = await plannedTrial(
    { app: service.app, copyOf },
    [...syntheticRecipients(60, 'waves')].join(''),
    20,
  );
  path = `/workbench/trials/${trial.slug}/waves`;
  printer = await workbenchClient(service, 'belastingdienst', 'D. Drukker', ['print-shop']);
  analyst = await workbenchClient(service, 'belastingdienst', 'A. Analist', ['analyst']);
}, 120_000);
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const said = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
/** What the page shows to the print shop. */
async function page(): Promise<{ html: string; words: string }> {
  const { status, text, headers } = await printer.get(path);
  expect(status).toBe(200);
  expect(headers['cache-control']).toContain('no-store');
  return { html: text, words: said(text) };
}

test('a wave tells what is to be made, and waits when the print shop says so, until it may go on', async () => {
  const before = await page();
  expect(before.words).toContain('0 van 60 brieven klaar');
  expect(before.words).toContain('Bezig');
  expect(before.html).toContain('data-keep-up="5"');
  expect(before.html).not.toContain('1/resume');

  const paused = await printer.send(`${path}/1/pause`, {});
  expect(paused).toMatchObject({ status: 303, headers: { location: `${path}#wave-1` } });
  const waiting = await page();
  expect(waiting.words).toContain('D. Drukker heeft deze ronde laten wachten op');
  expect(waiting.html).toContain(`action="${path}/1/resume"`);
  expect(waiting.html).not.toContain('data-keep-up="5"');

  expect((await printer.send(`${path}/1/resume`, {})).status).toBe(303);
  expect((await page()).words).toContain('Bezig');
  expect((await printer.send(`${path}/2/pause`, {})).status).toBe(404);
});

test('who may not let it wait sees no button for it, and is refused', async () => {
  const { text, status } = await analyst.get(path);
  expect(status).toBe(200);
  expect(text).not.toContain('/pause');
  expect((await analyst.send(`${path}/1/pause`, {})).status).toBe(403);
  const other = await workbenchClient(service, 'dienst-twee', 'Iemand Anders', ['print-shop']);
  expect((await other.get(path)).status).toBe(404);
});

test('what is made can be downloaded and handed over from there', async () => {
  const [first, ...others] = await service.app.get(MailingsService).batches(trial.id);
  if (first === undefined) throw new Error('no batch');
  await service.app.get(RenderBatch).render(first.id);
  const { html, words } = await page();
  expect(words).toContain(`${first.letters} van 60 brieven klaar`);
  expect(html).toContain(`/batches/${first.number}.pdf"`);
  expect(html.match(/\/hand-over"/g)).toHaveLength(1);

  for (const { id } of others) await service.app.get(RenderBatch).render(id);
  const made = await page();
  expect(made.words).toContain('60 van 60 brieven klaar');
  expect(made.words).toContain('alles is gemaakt');
  expect(made.html).not.toContain('/pause"');
  expect((await analyst.get(path)).text).not.toContain('.pdf"');
});
