import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AllocationService } from '../allocation/allocation.service.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { analysisJson } from '../analysis/export/analysis-json.js';
import { formatLetterCode } from '../core/post/letter-code.js';
import { AgencyAnalysis } from '../disclosure/agency-analysis.service.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { flowSteps, OpenPagesService } from '../disclosure/open-pages.service.js';
import { analysisPage } from '../disclosure/views/analysis-view.js';
import { trialPage } from '../disclosure/views/trial-view.js';
import { manifestCsv } from '../mailings/manifest.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { languages } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { refusalsCsv } from '../intake/refusals-csv.js';
import { ImportsService } from '../intake/imports.service.js';
import { shownText } from '../platform/i18n/shown-text.js';
import { csvLine } from '../platform/delimited/write-csv.js';
import { FileStore } from '../platform/storage/file-store.js';
import type { ViewEngine } from '../platform/web/view-engine.js';
import { TRANSLATOR, VIEW_ENGINE } from '../platform/web/web.module.js';
import { VerificationPacksService } from '../verification/verification-packs.service.js';
import { hasReached } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';
import type { Progress } from './progress.js';
import type { TrialFolder } from './trial-folder.js';

/** Writes what a trial has brought so far into the folder's out/. */
@Injectable()
export class WriteOutcome {
  constructor(
    private readonly imports: ImportsService,
    private readonly allocation: AllocationService,
    private readonly mailings: MailingsService,
    private readonly analysis: AnalyseTrial,
    private readonly disclosures: DisclosureService,
    private readonly pages: OpenPagesService,
    private readonly agencyAnalysis: AgencyAnalysis,
    private readonly packs: VerificationPacksService,
    private readonly files: FileStore,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(VIEW_ENGINE) private readonly views: ViewEngine,
  ) {}

  /** @returns the files, as paths from the folder */
  async write(folder: TrialFolder, trial: TrialRecord, progress: Progress): Promise<string[]> {
    if (!hasReached(trial.state, 'allocated')) return [];
    progress.start('files');
    const written = [
      await this.writeAllocation(folder, trial),
      ...(await this.writeRefusals(folder, trial)),
      ...(await this.writeBatches(folder, trial)),
      ...(await this.writePack(folder, trial)),
      ...(hasReached(trial.state, 'analysed') ? await this.writeAnalysis(folder, trial) : []),
    ].map((path) => relative(folder.path, path));
    progress.finish(String(written.length));
    return written;
  }

  private async writeAllocation(folder: TrialFolder, trial: TrialRecord): Promise<string> {
    const path = folder.out('allocation.csv');
    const lines = await this.allocation.lines(trial.id);
    const external = trial.protocol.allocation === 'external' ? 'external' : 'drawn';
    writeFileSync(
      path,
      csvLine(['reference', 'letter_code', 'arm', 'stratum', 'allocation']) +
        lines
          .map((line) =>
            csvLine([
              line.reference,
              formatLetterCode(line.letter_code),
              trial.protocol.arms[line.arm]?.id ?? '',
              line.stratum,
              external,
            ]),
          )
          .join(''),
    );
    return path;
  }

  /** All refused lines with the reasons, in both languages, for whoever mends the export. */
  private async writeRefusals(folder: TrialFolder, trial: TrialRecord): Promise<string[]> {
    const written: string[] = [];
    for (const summary of await this.imports.ofTrial(trial.id)) {
      if (summary.refused === 0) continue;
      const path = folder.out(`refused-${summary.kind}.csv`);
      writeFileSync(path, refusalsCsv(await this.imports.refusals(summary.id), this.translator));
      written.push(path);
    }
    return written;
  }

  private async writeBatches(folder: TrialFolder, trial: TrialRecord): Promise<string[]> {
    const written: string[] = [];
    for (const batch of await this.mailings.batches(trial.id)) {
      if (batch.pdfFile === null) continue;
      const name = `wave-${batch.wave}-batch-${String(batch.number).padStart(4, '0')}`;
      const pdf = folder.out('batches', `${name}.pdf`);
      if (!existsSync(pdf) || (await fileHash(pdf)) !== batch.pdfSha256) {
        await this.files.copyTo(batch.pdfFile, pdf);
      }
      const manifest = await this.mailings.manifest(trial.id, batch.number, batch.wave);
      const json = folder.out('batches', `${name}.json`);
      const csv = folder.out('batches', `${name}.csv`);
      writeFileSync(json, `${JSON.stringify({ ...manifest, pdf: `${name}.pdf` }, null, 2)}\n`);
      writeFileSync(csv, manifestCsv(manifest));
      written.push(pdf, json, csv);
    }
    return written;
  }

  /** From the close on: what anybody needs to redo the draw. */
  private async writePack(folder: TrialFolder, trial: TrialRecord): Promise<string[]> {
    if (!(await this.packs.isThere(trial))) return [];
    const path = folder.out('verification-pack.jsonl.gz');
    await this.files.copyTo(await this.packs.fileOf(trial), path);
    return [path];
  }

  private async writeAnalysis(folder: TrialFolder, trial: TrialRecord): Promise<string[]> {
    const record = await this.analysis.get(trial.id);
    const { sha256 } = record;
    mkdirSync(folder.outPath, { recursive: true });
    const json = folder.out('analysis.json');
    const external = trial.protocol.allocation;
    writeFileSync(json, analysisJson(trial, record));
    const written = [json];
    const document = await this.disclosures.preview(trial.id);
    for (const language of languages) {
      const suffix = language === 'nl' ? '' : `.${language}`;
      const view = await this.agencyAnalysis.result(trial, language);
      const context = { language, path: '/', standalone: true } as const;
      if (view !== undefined) {
        const path = join(folder.outPath, `analysis${suffix}.html`);
        const model = {
          kind: trial.kind,
          external: external === 'external',
          title: shownText(trial.protocol.title, language),
          flow: flowSteps(document.flow),
          flowDiagram: await this.agencyAnalysis.flow(trial, view, language),
          result: view,
          sha256,
        };
        writeFileSync(path, this.views.render(analysisPage, model, context));
        written.push(path);
      }
      const path = join(folder.outPath, `disclosure${suffix}.html`);
      const preview = await this.pages.previewView(trial, document, language);
      writeFileSync(path, this.views.render(trialPage, preview, context));
      written.push(path);
    }
    return written;
  }
}

/** Hexadecimal SHA-256 of a file, which is never in memory as a whole. */
async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
