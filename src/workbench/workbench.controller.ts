import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Access } from '../platform/web/access.js';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { refusalsCsv } from '../intake/refusals-csv.js';
import { ImportsService } from '../intake/imports.service.js';
import { manifestCsv } from '../mailings/manifest.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Translator } from '../platform/i18n/translate.js';
import { FileStore } from '../platform/storage/file-store.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { DraftsHomeService } from './drafts/drafts-home.service.js';
import { workbenchTrialPage } from './views/trial-view.js';
import { workbenchTrialsPage } from './views/trials-view.js';
import { QuarterFiguresService } from '../home/quarter-figures.service.js';
import { mayDo } from '../core/access.js';
import { TARGETS_PATH } from './administration/targets.controller.js';
import { quarterView } from './views/home-view.js';
import { RehearsalPages } from './rehearsals/rehearsal-pages.service.js';
import { readWave } from './wave-query.js';
import { WorkbenchPagesService } from './workbench-pages.service.js';

/** An organisation's own trials, for its people. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class WorkbenchController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly workbench: WorkbenchPagesService,
    private readonly organisations: OrganisationsService,
    private readonly trials: TrialsService,
    private readonly imports: ImportsService,
    private readonly mailings: MailingsService,
    private readonly files: FileStore,
    private readonly draftsHome: DraftsHomeService,
    private readonly rehearsals: RehearsalPages,
    private readonly figures: QuarterFiguresService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('/')
  @Access('trials.read')
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const account = signedInAs(request);
    const { organisationId } = account;
    const language = languageOf(request);
    const [organisation, trials, drafts, rehearsals, figures, targets] = await Promise.all([
      this.organisations.get(organisationId),
      this.workbench.rows(organisationId, language),
      this.draftsHome.view(account, language),
      this.rehearsals.rows(organisationId, language),
      this.figures.ofThisQuarter(organisationId),
      this.figures.targets(organisationId),
    ]);
    const settingsPath = mayDo(account.roles, 'organisation.manage') ? TARGETS_PATH : undefined;
    const quarter = quarterView(figures, targets, settingsPath);
    const view = { organisation: organisation.name, quarter, trials, rehearsals, drafts };
    this.pages.send(request, response, workbenchTrialsPage, view);
  }

  @Get('/trials/:trial')
  @Access('trials.read')
  async trial(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const view = await this.workbench.trial(trial, languageOf(request), signedInAs(request).roles);
    this.pages.send(request, response, workbenchTrialPage, view);
  }

  @Get('/trials/:trial/imports/:importId/refusals.csv')
  @Access('recipients.import')
  async refusals(
    @Param('trial') slug: string,
    @Param('importId') importId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const summary = await this.imports.get(trial.id, importId);
    response
      .type('text/csv; charset=utf-8')
      .attachment(`${slug}-refused-${summary.kind}.csv`)
      .send(refusalsCsv(await this.imports.refusals(summary.id), this.translator));
  }

  @Get('/trials/:trial/batches/:batch.pdf')
  @Access('letters.read')
  async pdf(
    @Param('trial') slug: string,
    @Param('batch') batch: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const { wave } = readWave(request);
    const { pdf, batch: number } = await this.mailings.manifest(trial.id, Number(batch), wave);
    if (!(await this.files.has(pdf)))
      throw new DomainError('not-found', 'api:batch-file-gone', { batch: number });
    response.type('application/pdf').attachment(`${slug}-wave-${wave}-batch-${number}.pdf`);
    await sendFile(await this.files.read(pdf), response);
  }

  @Get('/trials/:trial/batches/:batch.csv')
  @Access('letters.read')
  async manifest(
    @Param('trial') slug: string,
    @Param('batch') batch: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.find(request, slug);
    const { wave } = readWave(request);
    const manifest = await this.mailings.manifest(trial.id, Number(batch), wave);
    response
      .type('text/csv; charset=utf-8')
      .attachment(`${slug}-wave-${wave}-batch-${manifest.batch}.csv`)
      .send(manifestCsv(manifest));
  }

  /** A trial of the organisation of whoever is signed in; anybody else's is not found. */
  private async find(request: Request, slug: string): Promise<TrialRecord> {
    const { organisationId } = signedInAs(request);
    const { slug: organisation } = await this.organisations.get(organisationId);
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }
}

/** Sends a file to its end, or closes it when the reader goes away: that is nobody's error. */
async function sendFile(file: Readable, response: Response): Promise<void> {
  try {
    await pipeline(file, response);
  } catch (error) {
    if (!response.closed) throw error;
  }
}
