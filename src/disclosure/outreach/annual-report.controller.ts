import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../core/domain-error.js';
import { pathIn } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import { Access } from '../../platform/web/access.js';
import { PageRenderer } from '../../platform/web/page-renderer.js';
import { languageOf } from '../../platform/web/request-context.js';
import type { ViewEngine } from '../../platform/web/view-engine.js';
import { TRANSLATOR, VIEW_ENGINE } from '../../platform/web/web.module.js';
import { annualReportPage } from './annual-report-view.js';
import { AnnualReportService, reportPath } from './annual-report.service.js';
import { OpenFiles } from './open-files.service.js';
import { FOR_A_MINUTE } from './send-file.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The chapter for the annual report of a year: to read, to print and to take over. */
@Controller()
export class AnnualReportController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly reports: AnnualReportService,
    private readonly files: OpenFiles,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(VIEW_ENGINE) private readonly views: ViewEngine,
  ) {}

  @Get('/jaarverslag')
  @Access('everyone')
  newest(@Req() request: Request, @Res() response: Response): void {
    response.setHeader('Cache-Control', FOR_A_MINUTE);
    response.redirect(302, pathIn(languageOf(request), reportPath(this.reports.thisYear)));
  }

  @Get('/jaarverslag/:year')
  @Access('everyone')
  ofAll(@Param('year') year: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.page(year, undefined, request, response);
  }

  @Get('/jaarverslag/:year/:organisation')
  @Access('everyone')
  async ofOrganisation(
    @Param('year') year: string,
    @Param('organisation') organisation: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    // A slug has no dot in it, and a file has.
    if (organisation.includes('.')) await this.file(year, undefined, organisation, request, response);
    else await this.page(year, organisation, request, response);
  }

  @Get('/jaarverslag/:year/:organisation/:file')
  @Access('everyone')
  fileOfOrganisation(
    @Param('year') year: string,
    @Param('organisation') organisation: string,
    @Param('file') file: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.file(year, organisation, file, request, response);
  }

  private async page(
    year: string,
    organisation: string | undefined,
    request: Request,
    response: Response,
  ): Promise<void> {
    const view = await this.reports.chapter(numberOf(year), organisation, languageOf(request));
    this.pages.send(request, response, annualReportPage, view, { cache: 'public' });
  }

  private async file(
    year: string,
    organisation: string | undefined,
    file: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    const language = languageOf(request);
    const view = await this.reports.chapter(numberOf(year), organisation, language);
    const name = ['openbrief', organisation, year].filter((part) => part !== undefined).join('-');
    response.setHeader('Cache-Control', FOR_A_MINUTE);
    if (file === 'chapter.docx') {
      response.type(DOCX).attachment(`${name}.docx`);
      // Loaded for the few who ask for it: what writes Word files is large.
      const { annualReportDocx } = await import('./annual-report-docx.js');
      response.send(await annualReportDocx(view, language, this.translator));
    } else if (file === 'chapter.pdf') {
      const html = this.views.render(annualReportPage, view, { language, path: '/', standalone: true });
      const pdf = await this.files.pdf(html, ['report', 'chapter'], request.ip ?? '');
      response.type('application/pdf').attachment(`${name}.pdf`).send(pdf);
    } else throw new DomainError('not-found', 'errors:http-404');
  }
}

function numberOf(year: string): number {
  if (!/^\d{4}$/.test(year)) throw new DomainError('not-found', 'outreach:no-chapter');
  return Number(year);
}
