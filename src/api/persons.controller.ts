import { Body, Controller, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { PersonFiles } from '../person-files/person-files.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { TrialsService } from '../trials/trials.service.js';
import { Described } from './described.js';
import { personErasureSchema, personFileSchema, personSearchSchema } from './person-schemas.js';

/** One person's data, by the code on their letter or the agency's reference; sent in the body, so never in an address. */
@ApiTags('Recipients')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials/:trialId')
export class PersonsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly persons: PersonFiles,
  ) {}

  @Post('person-files')
  @HttpCode(200)
  @Access('persons.open')
  @Described({
    operationId: 'openPersonFile',
    summary: 'All that a trial keeps of one person; their arm from the close on',
    body: personSearchSchema,
    answers: [{ description: 'The file.', schema: personFileSchema }],
    problems: [404, 422],
  })
  async open(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(personSearchSchema)) search: z.output<typeof personSearchSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof personFileSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    response.setHeader('Cache-Control', 'no-store');
    const { personal, letters, withheld, responses, returns, notices, ...file } = await this.persons.open(
      trial,
      search,
      actor,
    );
    return {
      ...file,
      personal: personal === null ? null : { ...personal, fields: { ...personal.fields } },
      letters: [...letters],
      withheld: [...withheld],
      responses: [...responses],
      returns: [...returns],
      notices: [...notices],
    };
  }

  @Post('person-erasures')
  @HttpCode(200)
  @Access('persons.erase')
  @Described({
    operationId: 'erasePerson',
    summary: 'Erases name, address, merge fields and reference of one person; what was counted stays',
    body: personSearchSchema,
    answers: [{ description: 'Erased.', schema: personErasureSchema }],
    problems: [404, 409, 422],
  })
  async erase(
    @Param('trialId') trialId: string,
    @Body(new ZodBody(personSearchSchema)) search: z.output<typeof personSearchSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof personErasureSchema>> {
    const actor = apiActor(request);
    const trial = await this.trials.getFor(actor.organisationId, trialId);
    return this.persons.erase(trial, search, actor);
  }
}
