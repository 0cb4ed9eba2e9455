import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Body, Controller, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ZodBody } from '../platform/api/zod-body.js';
import type { Translator } from '../platform/i18n/translate.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { RepeatedCalls, type KeptAnswer } from '../repeated-calls/repeated-calls.service.js';
import { TakeResponses } from '../responses/take-responses.js';
import { EndTrial } from '../trials/end-trial.js';
import { TrialsService } from '../trials/trials.service.js';
import { closingSchema, trialSchema } from './trial-schemas.js';
import { importSchema, responsesSchema } from './intake-schemas.js';
import { DeliveryLimit } from './delivery-limit.js';
import { csvBody, Described, fileNameQuery } from './described.js';
import { withFolder, withReceivedFile } from '../intake/received-file.js';
import { responsesCsv } from './sent-responses.js';
import { importView, trialPath, trialView } from './views.js';

const importPath = (trialId: string, { id }: ImportSummary): string => `${trialPath(trialId)}/imports/${id}`;

const idempotencyKeyHeader = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'Names this call, for instance with a UUID: sent again within three days, it gets the same answer.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};

type ImportView = z.output<typeof importSchema>;

@ApiTags('Responses')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class ResponsesController {
  constructor(
    private readonly trials: TrialsService,
    private readonly takeResponses: TakeResponses,
    private readonly endTrial: EndTrial,
    private readonly limit: DeliveryLimit,
    private readonly calls: RepeatedCalls,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Post('response-files')
  @Access('responses.deliver')
  @ApiQuery(fileNameQuery)
  @Described({
    operationId: 'takeInResponseFile',
    summary: 'Takes in a file of responses; the answer has sums over all arms together',
    bodyContent: csvBody('The file of responses, with a header line.'),
    answers: [
      { status: 201, description: 'Taken in.', schema: importSchema },
      { status: 200, description: 'This very file was taken in before.', schema: importSchema },
    ],
    problems: [404, 409, 413, 415, 422, 429],
  })
  async takeFile(
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportView> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const summary = await this.limit.within(() =>
      withReceivedFile(request, response, ({ path, fileName }) =>
        this.takeResponses.take({ trialId: trial.id, path, fileName, actor }),
      ),
    );
    return this.answer(trial.id, summary, request, response);
  }

  @Post('responses')
  @Access('responses.deliver')
  @Described({
    operationId: 'takeInResponses',
    summary: 'Takes in up to a thousand responses; the answer has sums over all arms together',
    description:
      'They are taken in together as one import, in which line 2 is the first of them. The same list again does nothing and says so, so that a request whose answer got lost can be sent again; with an Idempotency-Key it then gets the very answer that got lost.',
    body: responsesSchema,
    answers: [
      { status: 201, description: 'Taken in.', schema: importSchema },
      { status: 200, description: 'This very list was taken in before.', schema: importSchema },
    ],
    problems: [404, 409, 413, 422, 429],
  })
  @ApiHeader(idempotencyKeyHeader)
  async take(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(responsesSchema)) responses: z.output<typeof responsesSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const csv = responsesCsv(responses);
    const work = async (): Promise<KeptAnswer> => {
      const summary = await this.limit.within(() =>
        withFolder(async (folder) => {
          const path = join(folder, 'responses.csv');
          await writeFile(path, csv, { mode: 0o600 });
          return this.takeResponses.take({ trialId: trial.id, path, fileName: 'responses.json', actor });
        }),
      );
      const body = this.answer(trial.id, summary, request, response);
      return { status: response.statusCode, location: importPath(trial.id, summary), body };
    };
    const key = request.get('Idempotency-Key');
    if (key === undefined) return (await work()).body;
    const call = { organisationId: actor.organisationId, key, content: `responses ${trial.id}\n${csv}` };
    const { status, location, body, again } = await this.calls.once(call, work);
    response.status(status).location(location);
    if (again) response.setHeader('Idempotency-Replayed', 'true');
    return body;
  }

  @Post('closings')
  @Access('trials.end')
  @Described({
    operationId: 'closeTrial',
    summary: 'Closes the trial on or after its planned day, or stops it early for a reason',
    body: closingSchema,
    answers: [
      { status: 201, description: 'Closed: the seed is public, results may be seen.', schema: trialSchema },
    ],
    problems: [404, 409, 422],
  })
  async close(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(closingSchema)) { stopReason }: z.output<typeof closingSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof trialSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const closed =
      stopReason === undefined
        ? await this.endTrial.close(trial.id, actor)
        : await this.endTrial.stop(trial.id, stopReason, actor);
    response.location(trialPath(trial.id));
    return trialView(closed, await this.trials.draw(trial.id));
  }

  private answer(trialId: string, summary: ImportSummary, request: Request, response: Response): ImportView {
    response.status(summary.alreadyImported ? 200 : 201).location(importPath(trialId, summary));
    return importView(summary, languageOf(request), this.translator);
  }
}
