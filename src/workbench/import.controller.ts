import { setTimeout } from 'node:timers/promises';
import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { FormWithFile, proveForm, SessionGuard } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { withReceivedFile } from '../intake/received-file.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { pathIn } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Access } from '../platform/web/access.js';
import { PageRenderer } from '../platform/web/page-renderer.js';
import { describeProblem } from '../platform/web/problem.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { countLines } from '../recipients/count-lines.js';
import { FileReadings } from '../recipients/file-readings.service.js';
import { ImportRecipients } from '../recipients/import-recipients.js';
import { PreviewFile, type FilePreview } from '../recipients/preview-file.service.js';
import { isKnownColumn, wantedColumns } from '../recipients/recipient-columns.js';
import { recipientPlan } from '../recipients/recipient-plan.js';
import { UndoImport } from '../recipients/undo-import.js';
import { WalkRehearsal } from '../rehearsals/walk-rehearsal.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { OwnTrials, signedInActor } from './own-trials.service.js';
import {
  importFormPage,
  importPreviewPage,
  importReadingPage,
  type ImportFormView,
  type ImportPreviewView,
  type Refusal,
} from './views/import-view.js';
import { workbenchPath } from './workbench-path.js';

/** One field for each of our columns, `column:reference`, with the name that the file has for it. */
const PREFIX = 'column:';

const confirmForm = z
  .object({ waiting: z.string().max(100), fileName: z.string().max(200).default('') })
  .catchall(z.string().max(100_000));

/** Nobody minds waiting for so long, and most files are read by then. */
const A_MOMENT_MS = 2_000;

const delimiterNames = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'pipe' } as const;

/** Taking in a file of recipients: choose it, look at it, take it in, take it back. */
@Controller('/workbench/trials/:trial')
@UseGuards(SessionGuard)
export class WorkbenchImportController {
  constructor(
    private readonly pages: PageRenderer,
    private readonly ownTrials: OwnTrials,
    private readonly previews: PreviewFile,
    private readonly importRecipients: ImportRecipients,
    private readonly readings: FileReadings,
    private readonly undoImport: UndoImport,
    private readonly walk: WalkRehearsal,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get('import')
  @Access('recipients.import')
  async choose(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    this.pages.send(request, response, importFormPage, formView(trial, request));
  }

  @Post('import')
  @Access('recipients.import')
  @FormWithFile(true)
  async preview(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    try {
      const { preview, fileName } = await withReceivedFile(request, response, async (file) => {
        proveForm(request, file.fields);
        await this.walk.refuseReal(trial, file.path);
        const kept = await this.previews.keep(trial.id, file.path, recipientPlan(trial.protocol));
        return { preview: kept, fileName: file.fileName };
      });
      const view = previewView(trial, preview, fileName, request);
      this.pages.send(request, response, importPreviewPage, view, { cache: 'never' });
    } catch (error) {
      this.refuse(trial, error, request, response);
    }
  }

  @Post('imports')
  @Access('recipients.import')
  async take(
    @Param('trial') slug: string,
    @Body(new ZodBody(confirmForm)) form: z.output<typeof confirmForm>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const columns = new Map(
      Object.entries(form)
        .filter(([name]) => name.startsWith(PREFIX))
        .map(([name, column]): [string, string] => [name.slice(PREFIX.length), column]),
    );
    const plan = recipientPlan(trial.protocol);
    const actor = signedInActor(request);
    const { fileName } = form;
    try {
      const { id, ended } = await this.previews.use(trial.id, form.waiting, async (path, done) => {
        const lines = await countLines(path);
        return this.readings.begin(trial.id, { name: fileName, lines }, async (onProgress) => {
          try {
            const request = { trialId: trial.id, plan, path, fileName, actor, columns, onProgress };
            await this.importRecipients.import(request);
            await this.previews.forget(trial.id, form.waiting);
          } finally {
            await done();
          }
        });
      });
      await this.answerReading(trial, id, ended, request, response);
    } catch (error) {
      this.refuse(trial, error, request, response);
    }
  }

  /** How far a file is, for whoever waits for it. */
  @Get('imports/readings/:reading')
  @Access('recipients.import')
  async reading(
    @Param('trial') slug: string,
    @Param('reading') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    const { refusal, ...reading } = await this.readings.get(trial.id, id);
    const trialPath = workbenchPath(trial);
    const view = {
      ...reading,
      path: `${trialPath}/imports/readings/${id}`,
      trialPath,
      importPath: `${trialPath}/import`,
      title: shownText(trial.protocol.title, languageOf(request)),
      ...(refusal !== undefined && { refusal: this.told(refusal, request).refusal }),
    };
    this.pages.send(request, response, importReadingPage, view, { cache: 'never' });
  }

  /** A file that is read in a moment is answered at once; a large one has a page that tells how far it is. */
  private async answerReading(
    trial: TrialRecord,
    id: string,
    ended: Promise<void>,
    request: Request,
    response: Response,
  ): Promise<void> {
    const trialPath = pathIn(languageOf(request), workbenchPath(trial));
    const timer = new AbortController();
    await Promise.race([
      ended,
      setTimeout(A_MOMENT_MS, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    const { state, refusal } = await this.readings.get(trial.id, id);
    if (refusal !== undefined) this.refuse(trial, refusal, request, response);
    else if (state === 'taken') response.redirect(303, `${trialPath}#imports`);
    else response.redirect(303, `${trialPath}/imports/readings/${id}`);
  }

  private refuse(trial: TrialRecord, error: unknown, request: Request, response: Response): void {
    const { status, refusal } = this.told(error, request);
    const view = { ...formView(trial, request), refusal };
    this.pages.send(request, response, importFormPage, view, { status });
  }

  @Post('imports/:importId/undo')
  @Access('recipients.import')
  async undo(
    @Param('trial') slug: string,
    @Param('importId') importId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const trial = await this.ownTrials.find(request, slug);
    await this.undoImport.undo(trial.id, importId, signedInActor(request));
    response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}#imports`);
  }

  /** What is wrong with the file is told beside the form; everything else is not the file's fault. */
  private told(error: unknown, request: Request): { status: number; refusal: Refusal } {
    if (!(error instanceof DomainError) || error.kind === 'forbidden') throw error;
    const { detail, remedy, status } = describeProblem(error, languageOf(request), this.translator);
    return { status, refusal: { message: detail, remedy } };
  }
}

function formView(trial: TrialRecord, request: Request): ImportFormView {
  const trialPath = workbenchPath(trial);
  const columns = wantedColumns(recipientPlan(trial.protocol));
  const named = (isNeeded: boolean): ImportFormView['needed'] =>
    columns
      .filter((column) => column.isNeeded === isNeeded)
      .map(({ name }) => ({ name, isKnown: isKnownColumn(name) }));
  return {
    path: `${trialPath}/import`,
    trialPath,
    title: shownText(trial.protocol.title, languageOf(request)),
    needed: named(true),
    welcome: named(false),
  };
}

function previewView(
  trial: TrialRecord,
  { columns, ...file }: FilePreview,
  fileName: string,
  request: Request,
): ImportPreviewView {
  const trialPath = workbenchPath(trial);
  return {
    path: `${trialPath}/imports`,
    backPath: `${trialPath}/import`,
    trialPath,
    title: shownText(trial.protocol.title, languageOf(request)),
    fileName,
    file,
    delimiterName: delimiterOf(file.delimiter),
    columns: columns.map(({ name, isNeeded, column }) => ({
      name,
      isNeeded,
      isKnown: isKnownColumn(name),
      options: file.header
        .filter((own) => own !== '')
        .map((own) => ({ column: own, isChosen: own === column })),
    })),
  };
}

const delimiterOf = (delimiter: string): ImportPreviewView['delimiterName'] =>
  Object.entries(delimiterNames).find(([sign]) => sign === delimiter)?.[1] ?? 'semicolon';
