import { Body, Controller, Get, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { OptOutsService } from '../recipients/opt-outs.service.js';
import { Described } from './described.js';
import { optOutEntry } from './sent-opt-out.js';
import { optOutCountsSchema, optOutKeptSchema, optOutSchema } from './wave-schemas.js';

@ApiTags('Recipients')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1')
export class OptOutsController {
  constructor(private readonly optOuts: OptOutsService) {}

  @Get('opt-outs')
  @Access('recipients.correct')
  @Described({
    operationId: 'countOptOuts',
    summary: 'How many are in the list of people who want no letters; it holds no names',
    answers: [{ description: 'Counts.', schema: optOutCountsSchema }],
  })
  async counts(@Req() request: Request): Promise<z.output<typeof optOutCountsSchema>> {
    return { ...(await this.optOuts.count(apiActor(request).organisationId)) };
  }

  @Post('opt-outs')
  @Access('recipients.correct')
  @HttpCode(200)
  @Described({
    operationId: 'addOptOut',
    summary:
      'Puts somebody in the list: of every next file of recipients, and of letters that are not made yet',
    body: optOutSchema,
    answers: [{ description: 'In the list.', schema: optOutKeptSchema }],
    problems: [422],
  })
  async add(
    @Body(new ZodBody(optOutSchema)) body: z.output<typeof optOutSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof optOutKeptSchema>> {
    const actor = apiActor(request);
    return { changed: await this.optOuts.add(actor.organisationId, optOutEntry(body), actor) };
  }

  @Post('opt-out-withdrawals')
  @Access('recipients.correct')
  @HttpCode(200)
  @Described({
    operationId: 'withdrawOptOut',
    summary: 'Takes somebody out of the list who wants letters again',
    body: optOutSchema,
    answers: [{ description: 'Not in the list.', schema: optOutKeptSchema }],
    problems: [422],
  })
  async withdraw(
    @Body(new ZodBody(optOutSchema)) body: z.output<typeof optOutSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof optOutKeptSchema>> {
    const actor = apiActor(request);
    return { changed: await this.optOuts.withdraw(actor.organisationId, optOutEntry(body), actor) };
  }
}
