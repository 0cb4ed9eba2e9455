import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { strToU8, zipSync } from 'fflate';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { planOf } from '../analysis/analysis-plan.js';
import { analysisJson } from '../analysis/export/analysis-json.js';
import { rDataFiles, resultCsv } from '../analysis/export/r-files.js';
import { DomainError } from '../core/domain-error.js';
import { AgencyAnalysis } from '../disclosure/agency-analysis.service.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { flowSteps } from '../disclosure/open-pages.service.js';
import { analysisPage } from '../disclosure/views/analysis-view.js';
import { unblindingView } from '../disclosure/views/unblinding-view.js';
import { PressesService } from '../mailings/presses.service.js';
import { languages, type Language } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { rehearsalMoment } from '../platform/process/rehearsing.js';
import { projectRoot } from '../platform/process/project-root.js';
import { TRANSLATOR, VIEW_ENGINE } from '../platform/web/web.module.js';
import type { ViewEngine } from '../platform/web/view-engine.js';
import { fontFaces } from '../rendering/letter-fonts.js';
import type { TrialRecord } from '../trials/trial-record.js';

const template = (...path: string[]): string => readFileSync(join(projectRoot, 'templates', ...path), 'utf8');

/** The analysis of a trial as files to take away: to keep, to print, and to recompute. */
@Injectable()
export class AnalysisExport {
  constructor(
    private readonly analysis: AnalyseTrial,
    private readonly agencyAnalysis: AgencyAnalysis,
    private readonly disclosures: DisclosureService,
    private readonly presses: PressesService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(VIEW_ENGINE) private readonly views: ViewEngine,
  ) {}

  /** @throws DomainError `trials:results-hidden` before the close, `analysis:not-analysed` after it */
  async json(trial: TrialRecord): Promise<string> {
    return analysisJson(trial, await this.analysis.get(trial.id));
  }

  /** Counts and every number of the registered result. Throws as `json`. */
  async csv(trial: TrialRecord): Promise<string> {
    const { data, result, further } = await this.analysis.get(trial.id);
    const csv = resultCsv(data, result, further?.covariates);
    // A table has no other place to say what it is of.
    return trial.kind === 'rehearsal' ? csv.replace('\r\n', '\r\nrehearsal,OEFENING,simulated,1\r\n') : csv;
  }

  /**
   * A folder as ZIP: the script in R, what it reads, and what to do with it in both languages. Throws as `json`.
   * @returns the same bytes each time
   */
  async rFiles(trial: TrialRecord): Promise<Buffer> {
    const record = await this.analysis.get(trial.id);
    const covariates = record.further?.covariates;
    const readMe = languages
      .map((language) =>
        this.translator.translate(language, 'figures:export.read-me', {
          trial: trial.slug,
          sha256: record.sha256,
        }),
      )
      .join('\n\n');
    const mark = trial.kind === 'rehearsal' ? 'OEFENING – REHEARSAL\n\n' : '';
    const files = [
      { name: 'LEESMIJ-README.txt', text: `${mark}${readMe}\n` },
      { name: 'registered-analysis.R', text: template('r', 'registered-analysis.R') },
      ...rDataFiles(
        planOf(trial.protocol, record.result.looks),
        record.data,
        record.result,
        covariates,
        covariates === undefined ? [] : await this.analysis.covariateCells(trial),
      ),
    ];
    const folder = `${trial.slug}-analysis`;
    const entries = files.map(({ name, text }) => [`${folder}/${name}`, strToU8(text)] as const);
    return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: record.createdAt }));
  }

  /** The report on paper: tagged, with an outline and numbered pages. Throws as `json`. */
  async pdf(trial: TrialRecord, language: Language): Promise<Buffer> {
    const { sha256, createdAt } = await this.analysis.get(trial.id);
    const result = await this.agencyAnalysis.result(trial, language);
    if (result === undefined) throw new DomainError('not-found', 'analysis:not-analysed');
    const { protocol } = trial;
    const rehearsal = rehearsalMoment();
    const html = this.views.render(
      analysisPage,
      {
        kind: trial.kind,
        external: protocol.allocation === 'external',
        title: shownText(protocol.title, language),
        question: shownText(protocol.question, language),
        organisation: protocol.organisation.name,
        analysedAt: createdAt.toISOString(),
        ...(trial.unblinded !== null && { unblinded: unblindingView(trial.unblinded) }),
        flow: flowSteps(await this.disclosures.flow(trial)),
        flowDiagram: await this.agencyAnalysis.flow(trial, result, language),
        result,
        sha256,
      },
      {
        language,
        path: '/',
        standalone: true,
        ...(rehearsal !== undefined && { rehearsalAt: rehearsal.toISOString() }),
      },
    );
    const style = `<style>${fontFaces(html)}${template('report', 'report.css')}</style></head>`;
    // Nothing is folded on paper, and nobody can open it there.
    const opened = html.replaceAll('<details class="more">', '<details class="more" open>');
    const [press] = await this.presses.all();
    if (press === undefined) throw new Error('There is no press');
    return Buffer.from(await press.print(opened.replace('</head>', () => style)));
  }
}
