import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import type { Actor } from '../accounts/actor.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { DomainError } from '../core/domain-error.js';
import { manifestCsv, type Manifest } from '../mailings/manifest.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { PlanReminder } from '../mailings/plan-reminder.js';
import { PlanWave } from '../mailings/plan-wave.js';
import { RenderJobs } from '../mailings/render-jobs.js';
import { WavesService } from '../mailings/waves.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { FileStore } from '../platform/storage/file-store.js';
import { hasReached, nextState } from '../trials/life-cycle.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import {
  batchHandOverSchema,
  batchSchema,
  handOverSchema,
  manifestSchema,
  waveRequestSchema,
  waveSchema,
} from './mailing-schemas.js';
import { trialSchema } from './trial-schemas.js';
import { Described } from './described.js';
import { waveQuery, waveQueryDescription } from './wave-schemas.js';
import { batchView, trialPath, trialView } from './views.js';

@ApiTags('Mailings')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class MailingsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly planWave: PlanWave,
    private readonly planReminder: PlanReminder,
    private readonly waves: WavesService,
    private readonly renderJobs: RenderJobs,
    private readonly mailings: MailingsService,
    private readonly files: FileStore,
  ) {}

  @Post('waves')
  @Access('mailing.plan')
  @HttpCode(202)
  @Described({
    operationId: 'planWave',
    summary:
      'Divides the letters of the first mailing, or of the reminder that is due, over batches to be made',
    description:
      'Asked again while batches are being made, it plans nothing anew and queues what is not made yet.',
    body: waveRequestSchema,
    answers: [{ status: 202, description: 'Planned; the batches are being made.', schema: waveSchema }],
    problems: [404, 409, 422],
  })
  async plan(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(waveRequestSchema)) body: z.output<typeof waveRequestSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof waveSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    const wave = await this.planNext(trial, actor, body.lettersABatch);
    const queued = await this.renderJobs.enqueue(trial.id);
    const { letters, batches } = await this.mailings.progress(trial.id, wave);
    response.location(`${trialPath(trial.id)}/batches`);
    return { wave, letters, batches, queued };
  }

  @Get('batches')
  @Access('trials.read')
  @Described({
    operationId: 'listBatches',
    summary: 'The batches and how far they are',
    answers: [{ description: 'The batches, in order.', schema: batchSchema, list: true }],
    problems: [404],
  })
  async batches(
    @Param('trialId') trialId: string,
    @Req() request: Request,
  ): Promise<z.output<typeof batchSchema>[]> {
    const trial = await this.ownTrial(request, trialId);
    return (await this.mailings.batches(trial.id)).map(batchView);
  }

  @Get('batches/:number/manifest')
  @Access('letters.read')
  @ApiQuery(waveQueryDescription)
  @Described({
    operationId: 'getManifest',
    summary: 'The manifest of a batch, as JSON or (Accept: text/csv) its lines as CSV',
    answers: [{ description: 'The manifest.', schema: manifestSchema, files: { 'text/csv': 'text' } }],
    problems: [404, 409],
  })
  async manifest(
    @Param('trialId') trialId: string,
    @Param('number', ParseIntPipe) number: number,
    @Query(new ZodBody(waveQuery)) { wave }: z.output<typeof waveQuery>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Manifest | string> {
    const trial = await this.ownTrial(request, trialId);
    const manifest = await this.mailings.manifest(trial.id, number, wave);
    response.vary('Accept');
    if (request.accepts(['json', 'text/csv']) !== 'text/csv') return manifest;
    response.type('text/csv; charset=utf-8');
    return manifestCsv(manifest);
  }

  @Get('batches/:number/pdf')
  @Access('letters.read')
  @ApiQuery(waveQueryDescription)
  @Described({
    operationId: 'getBatchPdf',
    summary: 'The letters of a batch, to print',
    answers: [{ description: 'The PDF.', files: { 'application/pdf': 'binary' } }],
    problems: [404, 409],
  })
  async pdf(
    @Param('trialId') trialId: string,
    @Param('number', ParseIntPipe) number: number,
    @Query(new ZodBody(waveQuery)) { wave }: z.output<typeof waveQuery>,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const trial = await this.ownTrial(request, trialId);
    const { pdf } = await this.mailings.manifest(trial.id, number, wave);
    if (!(await this.files.has(pdf)))
      throw new DomainError('not-found', 'api:batch-file-gone', { batch: number });
    return new StreamableFile(await this.files.read(pdf), {
      type: 'application/pdf',
      disposition: `attachment; filename="${trial.slug}-wave-${wave}-batch-${number}.pdf"`,
    });
  }

  @Post('batches/:number/hand-over')
  @Access('mailing.hand-over')
  @Described({
    operationId: 'handOverBatch',
    summary: 'Books that one batch went to the post, on its own day; after the last one collecting starts',
    body: batchHandOverSchema,
    answers: [{ status: 201, description: 'Booked.', schema: trialSchema }],
    problems: [404, 409, 422],
  })
  async handOverBatch(
    @Param('trialId') trialId: string,
    @Param('number', ParseIntPipe) number: number,
    @Body(new ZodBody(batchHandOverSchema)) { postedOn, wave }: z.output<typeof batchHandOverSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof trialSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    await this.mailings.handOverBatch(trial.id, number, postedOn, actor, wave);
    response.location(`${trialPath(trial.id)}/batches`);
    return trialView(await this.trials.get(trial.id), await this.trials.draw(trial.id));
  }

  @Post('hand-overs')
  @Access('mailing.hand-over')
  @Described({
    operationId: 'handOver',
    summary: 'Books that all batches went to the post on one day, and starts collecting',
    body: handOverSchema,
    answers: [{ status: 201, description: 'Booked; responses can come in.', schema: trialSchema }],
    problems: [404, 409, 422],
  })
  async handOver(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(handOverSchema)) { postedOn, wave }: z.output<typeof handOverSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof trialSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    if (trial.protocol.letter.sentBy === 'elsewhere') {
      if (postedOn !== undefined) throw new DomainError('invalid', 'api:posted-elsewhere');
      await this.mailings.sentElsewhere(trial.id, actor);
    } else {
      if (postedOn === undefined) throw new DomainError('invalid', 'api:posted-on-missing');
      await this.mailings.handOver(trial.id, postedOn, actor, wave);
    }
    response.location(trialPath(trial.id));
    return trialView(await this.trials.get(trial.id), await this.trials.draw(trial.id));
  }

  /** Plans the first mailing or the reminder that is due; while batches are to be made, nothing. */
  private async planNext(trial: TrialRecord, actor: Actor, lettersABatch?: number): Promise<number> {
    // Refused before anything is read or written, which the use case would only find out at its end.
    const isOver = trial.protocol.reminders === undefined ? 'collecting' : 'closed';
    if (hasReached(trial.state, isOver)) nextState(trial.state, 'start-mailing');
    if (trial.state === 'mailing') return FIRST_WAVE;
    if (trial.state !== 'collecting') {
      await this.planWave.plan(trial.id, actor, lettersABatch);
      return FIRST_WAVE;
    }
    const unfinished = (await this.waves.list(trial.id)).findLast(({ batchesToGo }) => batchesToGo > 0);
    if (unfinished !== undefined) return unfinished.number;
    return (await this.planReminder.plan(trial.id, actor, lettersABatch)).wave;
  }

  private ownTrial(request: Request, trialId: string): Promise<TrialRecord> {
    return this.trials.getFor(apiActor(request).organisationId, trialId);
  }
}
