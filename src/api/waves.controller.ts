import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { ChangeAddress } from '../mailings/change-address.js';
import { ResumeLetters } from '../mailings/resume-letters.js';
import { StopLetters } from '../mailings/stop-letters.js';
import { WavesService, type WaveRecord } from '../mailings/waves.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { TrialsService } from '../trials/trials.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { Described } from './described.js';
import {
  addressChangedSchema,
  addressChangeSchema,
  resumedLettersSchema,
  resumedSchema,
  stoppedLettersSchema,
  stoppedSchema,
  waveProgressSchema,
} from './wave-schemas.js';

type WaveProgress = z.output<typeof waveProgressSchema>;

@ApiTags('Mailings')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class WavesController {
  constructor(
    private readonly trials: TrialsService,
    private readonly waves: WavesService,
    private readonly stopLetters: StopLetters,
    private readonly changeAddress: ChangeAddress,
    private readonly resumeLetters: ResumeLetters,
  ) {}

  @Get('waves')
  @Access('trials.read')
  @Described({
    operationId: 'listWaves',
    summary: 'The waves, how far each is, and when its last letter is expected',
    answers: [{ description: 'In order.', schema: waveProgressSchema, list: true }],
    problems: [404],
  })
  async list(@Param('trialId') trialId: string, @Req() request: Request): Promise<WaveProgress[]> {
    const trial = await this.ownTrial(request, trialId);
    return (await this.waves.list(trial.id)).map(waveView);
  }

  @Post('waves/:wave/pause')
  @Access('mailing.plan')
  @HttpCode(200)
  @Described({
    operationId: 'pauseWave',
    summary: 'Lets a wave wait: no worker begins another batch of it until it is resumed',
    answers: [{ description: 'The wave.', schema: waveProgressSchema }],
    problems: [404],
  })
  async pause(
    @Param('trialId') trialId: string,
    @Param('wave', ParseIntPipe) wave: number,
    @Req() request: Request,
  ): Promise<WaveProgress> {
    const trial = await this.ownTrial(request, trialId);
    return waveView(await this.waves.pause(trial.id, wave, apiActor(request)));
  }

  @Post('waves/:wave/resume')
  @Access('mailing.plan')
  @HttpCode(200)
  @Described({
    operationId: 'resumeWave',
    summary: 'Lets a wave go on, and queues what is still to be made of it',
    answers: [{ description: 'The wave.', schema: waveProgressSchema }],
    problems: [404],
  })
  async resume(
    @Param('trialId') trialId: string,
    @Param('wave', ParseIntPipe) wave: number,
    @Req() request: Request,
  ): Promise<WaveProgress> {
    const trial = await this.ownTrial(request, trialId);
    return waveView(await this.waves.resume(trial.id, wave, apiActor(request)));
  }

  @Post('stopped-letters')
  @Access('recipients.correct')
  @HttpCode(200)
  @Described({
    operationId: 'stopLetters',
    summary: 'Books a death, a move or an objection: no letter that is not made yet goes to them',
    body: stoppedLettersSchema,
    answers: [{ description: 'Booked; with the letters that were made already.', schema: stoppedSchema }],
    problems: [404, 409, 422],
  })
  async stop(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(stoppedLettersSchema)) body: z.output<typeof stoppedLettersSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof stoppedSchema>> {
    const trial = await this.ownTrial(request, trialId);
    const { isNew, made } = await this.stopLetters.stop(trial.id, body, body.reason, apiActor(request));
    return { isNew, made: [...made] };
  }

  @Post('resumed-letters')
  @Access('recipients.correct')
  @HttpCode(200)
  @Described({
    operationId: 'resumeLetters',
    summary: 'Takes a death or a move back that was booked by mistake',
    body: resumedLettersSchema,
    answers: [{ description: 'Taken back; with the waves that they missed.', schema: resumedSchema }],
    problems: [404, 409, 422],
  })
  async takeBack(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(resumedLettersSchema)) body: z.output<typeof resumedLettersSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof resumedSchema>> {
    const trial = await this.ownTrial(request, trialId);
    const { booked, why, ...search } = body;
    const { missed } = await this.resumeLetters.resume(trial.id, search, booked, why, apiActor(request));
    return { missed: [...missed] };
  }

  @Post('address-changes')
  @Access('recipients.correct')
  @HttpCode(200)
  @Described({
    operationId: 'changeAddress',
    summary: 'Gives somebody another address, for every letter that is not made yet',
    body: addressChangeSchema,
    answers: [
      { description: 'Changed; with the letters that were made already.', schema: addressChangedSchema },
    ],
    problems: [404, 409, 422],
  })
  async change(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(addressChangeSchema)) body: z.output<typeof addressChangeSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof addressChangedSchema>> {
    const trial = await this.ownTrial(request, trialId);
    const { letterCode, reference, ...address } = body;
    const search = { letterCode, reference };
    return { made: [...(await this.changeAddress.change(trial.id, search, address, apiActor(request)))] };
  }

  private ownTrial(request: Request, trialId: string): Promise<TrialRecord> {
    return this.trials.getFor(apiActor(request).organisationId, trialId);
  }
}

export const waveView = ({
  number,
  plannedAt,
  paused,
  expectedEnd,
  withheld,
  ...wave
}: WaveRecord): WaveProgress => ({
  wave: number,
  ...wave,
  plannedAt: plannedAt.toISOString(),
  paused: paused === null ? null : { at: paused.at.toISOString(), by: paused.by },
  withheld: { ...withheld },
  expectedEnd: expectedEnd?.toISOString() ?? null,
});
