import { Body, Controller, Get, Put, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { letterheadSchema, readLetterhead, type LetterheadData } from '../organisations/letterhead-data.js';
import {
  LONGEST_SOURCE_AGE,
  OrganisationsService,
  type OrganisationDetails,
} from '../organisations/organisations.service.js';
import { ZodBody } from '../platform/api/zod-body.js';
import { Access } from '../platform/web/access.js';
import { apiSchemas } from './schema-parts.js';
import { Described } from './described.js';

const sourceAgeSchema = z.strictObject({
  months: z
    .int()
    .min(1)
    .max(LONGEST_SOURCE_AGE)
    .describe('Age in months that the source of a figure in a letter may have on the day of mailing.'),
});
apiSchemas.add(letterheadSchema, { id: 'Letterhead' });
apiSchemas.add(sourceAgeSchema, { id: 'SourceAge' });

/** How an organisation's letters look, and how old the source of a figure in them may be. */
@ApiTags('Organisation')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1')
export class LetterheadController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get('letterhead')
  @Access('letterhead.manage')
  @Described({
    operationId: 'readLetterhead',
    summary: 'The letterhead; what is not in it is as it is by default',
    answers: [{ description: 'The letterhead.', schema: letterheadSchema }],
  })
  async letterhead(@Req() request: Request): Promise<LetterheadData> {
    return readLetterhead((await this.own(request)).letterhead);
  }

  @Put('letterhead')
  @Access('letterhead.manage')
  @Described({
    operationId: 'setLetterhead',
    summary: 'Sets the letterhead, whole; letters that were approved under another need new proofs',
    body: letterheadSchema,
    answers: [{ description: 'As it is kept.', schema: letterheadSchema }],
    problems: [422],
  })
  async setLetterhead(
    @Body(new ZodBody(letterheadSchema)) body: LetterheadData,
    @Req() request: Request,
  ): Promise<LetterheadData> {
    const { slug } = await this.own(request);
    await this.organisations.setLetterhead(slug, body, apiActor(request));
    return readLetterhead((await this.own(request)).letterhead);
  }

  @Get('source-age')
  @Access('letterhead.manage')
  @Described({
    operationId: 'readSourceAge',
    summary: 'How old the source of a figure in a letter may be',
    answers: [{ description: 'In months.', schema: sourceAgeSchema }],
  })
  async sourceAge(@Req() request: Request): Promise<z.output<typeof sourceAgeSchema>> {
    const { slug } = await this.own(request);
    return { months: await this.organisations.maxSourceAge(slug) };
  }

  @Put('source-age')
  @Access('letterhead.manage')
  @Described({
    operationId: 'setSourceAge',
    summary: 'Sets how old the source of a figure may be; what was registered stays as it is',
    body: sourceAgeSchema,
    answers: [{ description: 'In months.', schema: sourceAgeSchema }],
    problems: [422],
  })
  async setSourceAge(
    @Body(new ZodBody(sourceAgeSchema)) { months }: z.output<typeof sourceAgeSchema>,
    @Req() request: Request,
  ): Promise<z.output<typeof sourceAgeSchema>> {
    const { slug } = await this.own(request);
    await this.organisations.setMaxSourceAge(slug, months, apiActor(request));
    return { months };
  }

  private own(request: Request): Promise<OrganisationDetails> {
    return this.organisations.get(apiActor(request).organisationId);
  }
}
