import {
  Controller,
  Get,
  Inject,
  Param,
  Post,
  Req,
  Res,
  UnsupportedMediaTypeException,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { apiActor, ApiGuard } from '../accounts/api.guard.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { confoundWarnings } from '../letters/confound-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { languageOf } from '../platform/web/request-context.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { protocolSchema } from '../trials/protocol/protocol-schema.js';
import { RegisterTrial } from '../trials/register-trial.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import {
  protocolVersionSchema,
  registeredTrialSchema,
  trialSchema,
  trialWithFlowSchema,
} from './trial-schemas.js';
import { Described, schemaRef } from './described.js';
import { sentProtocol } from './sent-protocol.js';
import { protocolVersionView, trialPath, trialView } from './views.js';

type TrialView = z.output<typeof trialSchema>;

@ApiTags('Trials')
@ApiBearerAuth('token')
@UseGuards(ApiGuard)
@Controller('v1/trials')
export class TrialsController {
  constructor(
    private readonly trials: TrialsService,
    private readonly registerTrial: RegisterTrial,
    private readonly techniques: TechniquesService,
    private readonly disclosures: DisclosureService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  @Get()
  @Access('trials.read')
  @Described({
    operationId: 'listTrials',
    summary: 'All trials of the organisation, the newest first',
    answers: [{ description: 'The trials.', schema: trialSchema, list: true }],
  })
  async list(@Req() request: Request): Promise<TrialView[]> {
    const trials = await this.trials.ofOrganisation(apiActor(request).organisationId);
    return Promise.all(trials.map((trial) => this.view(trial)));
  }

  @Post()
  @Access('trials.register')
  @Described({
    operationId: 'registerTrial',
    summary: 'Registers a trial: freezes its protocol and commits to the seed of the draw',
    description:
      'The letter texts stand in the protocol itself. The same protocol again is no error and does nothing; another protocol under the same name is refused.',
    bodyContent: {
      description: 'The protocol.',
      mediaTypes: {
        'application/json': schemaRef(protocolSchema),
        'application/yaml': schemaRef(protocolSchema),
      },
    },
    answers: [
      { status: 201, description: 'Registered.', schema: registeredTrialSchema },
      {
        status: 200,
        description: 'This very protocol was registered before.',
        schema: registeredTrialSchema,
      },
    ],
    problems: [403, 409, 413, 415, 422],
  })
  async register(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof registeredTrialSchema>> {
    const actor = apiActor(request);
    const text: unknown = request.body;
    if (typeof text !== 'string') throw new UnsupportedMediaTypeException();
    const protocol = sentProtocol(text, (technique) => this.techniques.statusOf(technique));
    const { trial, isNew } = await this.registerTrial.register(protocol, actor);
    response.status(isNew ? 201 : 200).location(trialPath(trial.id));
    const warnings = confoundWarnings(trial.protocol, this.translator).map(({ kind, text: said }) => ({
      kind,
      detail: said[languageOf(request)],
    }));
    return { ...(await this.view(trial)), warnings };
  }

  @Get(':trialId')
  @Access('trials.read')
  @Described({
    operationId: 'getTrial',
    summary: 'A trial, with its totals over all arms together',
    answers: [{ description: 'The trial.', schema: trialWithFlowSchema }],
    problems: [404],
  })
  async get(
    @Param('trialId') trialId: string,
    @Req() request: Request,
  ): Promise<z.output<typeof trialWithFlowSchema>> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return { ...(await this.view(trial)), flow: await this.disclosures.flow(trial) };
  }

  @Get(':trialId/protocol-versions')
  @Access('trials.read')
  @Described({
    operationId: 'listProtocolVersions',
    summary: 'All versions of the protocol, the registered one first',
    answers: [{ description: 'The versions.', schema: protocolVersionSchema, list: true }],
    problems: [404],
  })
  async versions(
    @Param('trialId') trialId: string,
    @Req() request: Request,
  ): Promise<z.output<typeof protocolVersionSchema>[]> {
    const trial = await this.trials.getFor(apiActor(request).organisationId, trialId);
    return (await this.trials.versions(trial.id)).map(protocolVersionView);
  }

  private async view(trial: TrialRecord): Promise<TrialView> {
    return trialView(trial, await this.trials.draw(trial.id));
  }
}
