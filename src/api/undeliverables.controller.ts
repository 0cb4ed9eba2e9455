import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Body, Controller, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ZodBody } from '../platform/api/zod-body.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { TakeUndeliverables } from '../responses/take-undeliverables.js';
import { TrialsService } from '../trials/trials.service.js';
import { importSchema } from './intake-schemas.js';
import { csvBody, Described, fileNameQuery } from './described.js';
import { withFolder, withReceivedFile } from '../intake/received-file.js';
import { undeliverablesCsv } from './sent-responses.js';
import { importView, trialPath } from './views.js';
import { undeliverablesSchema } from './wave-schemas.js';

type ImportView = z.output<typeof importSchema>;

@ApiTags('Responses')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class UndeliverablesController {
  constructor(
    private readonly trials: TrialsService,
    private readonly takeUndeliverables: TakeUndeliverables,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Post('undeliverable-files')
  @Access('responses.deliver')
  @ApiQuery(fileNameQuery)
  @Described({
    operationId: 'takeInUndeliverableFile',
    summary: 'Takes in a file of letters that came back, each booked with its wave',
    bodyContent: csvBody(
      'The file, with a header line: letter code or reference, day, and wave where it is known.',
    ),
    answers: [
      { status: 201, description: 'Taken in.', schema: importSchema },
      { status: 200, description: 'This very file was taken in before.', schema: importSchema },
    ],
    problems: [404, 409, 413, 415, 422],
  })
  async takeFile(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const summary = await withReceivedFile(request, response, ({ path, fileName }) =>
      this.takeUndeliverables.take({ trialId: trial.id, path, fileName, actor }),
    );
    return this.answer(trial.id, summary, request, response);
  }

  @Post('undeliverables')
  @Access('responses.deliver')
  @Described({
    operationId: 'takeInUndeliverables',
    summary: 'Takes in up to a thousand letters that came back',
    description:
      'They are taken in together as one import, in which line 2 is the first of them. The same list again does nothing and says so.',
    body: undeliverablesSchema,
    answers: [
      { status: 201, description: 'Taken in.', schema: importSchema },
      { status: 200, description: 'This very list was taken in before.', schema: importSchema },
    ],
    problems: [404, 409, 422],
  })
  async take(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(undeliverablesSchema)) letters: z.output<typeof undeliverablesSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const summary = await withFolder(async (folder) => {
      const path = join(folder, 'body.csv');
      await writeFile(path, undeliverablesCsv(letters), { mode: 0o600 });
      return this.takeUndeliverables.take({ trialId: trial.id, path, fileName: 'api.json', actor });
    });
    return this.answer(trial.id, summary, request, response);
  }

  private answer(trialId: string, summary: ImportSummary, request: Request, response: Response): ImportView {
    response
      .status(summary.alreadyImported ? 200 : 201)
      .location(`${trialPath(trialId)}/imports/${summary.id}`);
    return importView(summary, languageOf(request), this.translator);
  }
}
