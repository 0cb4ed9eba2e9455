import { Controller, Get, Header, HttpCode, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { ImportsService } from '../intake/imports.service.js';
import { refusalsCsv } from '../intake/refusals-csv.js';
import type { Translator } from '../platform/i18n/translate.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { ImportRecipients } from '../recipients/import-recipients.js';
import { recipientPlan } from '../recipients/recipient-plan.js';
import { TrialsService } from '../trials/trials.service.js';
import { importSchema } from './intake-schemas.js';
import { csvBody, Described, fileNameQuery } from './described.js';
import { withReceivedFile } from '../intake/received-file.js';
import { importView, trialPath } from './views.js';

type ImportView = z.output<typeof importSchema>;

@ApiTags('Recipients')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class RecipientsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly importRecipients: ImportRecipients,
    private readonly imports: ImportsService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Post('recipient-files')
  @Access('recipients.import')
  @ApiQuery(fileNameQuery)
  @HttpCode(201)
  @Described({
    operationId: 'takeInRecipients',
    summary: 'Takes in a file of recipients: all of it, or nothing',
    description:
      'Lines that are wrong are refused one by one, with the reason; the sums add up to the lines of the file. The same file again does nothing and says so.',
    bodyContent: csvBody('The file of recipients, with a header line.'),
    answers: [
      { status: 201, description: 'Taken in.', schema: importSchema },
      { status: 200, description: 'This very file was taken in before.', schema: importSchema },
    ],
    problems: [404, 409, 413, 415, 422],
  })
  async take(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const summary = await withReceivedFile(request, response, ({ path, fileName }) =>
      this.importRecipients.import({
        trialId: trial.id,
        plan: recipientPlan(trial.protocol),
        path,
        fileName,
        actor,
      }),
    );
    response
      .status(summary.alreadyImported ? 200 : 201)
      .location(`${trialPath(trial.id)}/imports/${summary.id}`);
    return importView(summary, languageOf(request), this.translator);
  }

  @Get('imports')
  @Access('trials.read')
  @Described({
    operationId: 'listImports',
    summary: 'The files that were taken in, of recipients and of responses',
    answers: [{ description: 'The imports, the oldest first.', schema: importSchema, list: true }],
    problems: [404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<ImportView[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const language = languageOf(request);
    return (await this.imports.ofTrial(trial.id)).map((each) => importView(each, language, this.translator));
  }

  @Get('imports/:importId')
  @Access('trials.read')
  @Described({
    operationId: 'getImport',
    summary: 'What became of the lines of one file',
    answers: [{ description: 'The import.', schema: importSchema }],
    problems: [404],
  })
  async get(
    @Param('trialId') trialId: string,
    @Param('importId') importId: string,
    @Req() request: Request,
  ): Promise<ImportView> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return importView(await this.imports.get(trial.id, importId), languageOf(request), this.translator);
  }

  @Get('imports/:importId/refusals')
  @Access('recipients.import')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Described({
    operationId: 'listRefusals',
    summary: 'All refused lines of one file, with the reasons in Dutch and in English',
    answers: [{ description: 'line, column, code, reden, reason', files: { 'text/csv': 'text' } }],
    problems: [404],
  })
  async refusals(
    @Param('trialId') trialId: string,
    @Param('importId') importId: string,
    @Req() request: Request,
  ): Promise<string> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    const { id } = await this.imports.get(trial.id, importId);
    return refusalsCsv(await this.imports.refusals(id), this.translator);
  }
}
