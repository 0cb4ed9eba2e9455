import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../platform/web/access.js';
import { DomainError } from '../core/domain-error.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { publicProtocol } from '../trials/protocol/held-back.js';
import { TrialsService } from '../trials/trials.service.js';
import { registerEntrySchema, registerTrialSchema } from './result-schemas.js';
import { Described } from './described.js';
import { disclosureView, drawView, protocolVersionView, registerEntryView } from './views.js';

/** The public register: no token, and any site may read it. */
@ApiTags('Register')
@Controller('v1/register')
export class PublicRegisterController {
  constructor(
    private readonly trials: TrialsService,
    private readonly disclosures: DisclosureService,
  ) {}

  @Get()
  @Access('everyone')
  @Header('Access-Control-Allow-Origin', '*')
  @Header('Cache-Control', 'public, max-age=60')
  @Described({
    operationId: 'listRegister',
    summary: 'All registered trials of all organisations, the newest first',
    answers: [{ description: 'The register.', schema: registerEntrySchema, list: true }],
    open: true,
  })
  async list(): Promise<z.output<typeof registerEntrySchema>[]> {
    const trials = await this.trials.all();
    return Promise.all(
      trials.map(async (trial) =>
        registerEntryView(trial, (await this.disclosures.versions(trial.id)).at(0)),
      ),
    );
  }

  @Get(':organisation/:trial')
  @Access('everyone')
  @Header('Access-Control-Allow-Origin', '*')
  @Header('Cache-Control', 'public, max-age=60')
  @Described({
    operationId: 'getRegisterTrial',
    summary: 'All that is public of one trial: protocol versions, draw, disclosures',
    answers: [{ description: 'The trial.', schema: registerTrialSchema }],
    problems: [404],
    open: true,
  })
  async get(
    @Param('organisation') organisation: string,
    @Param('trial') slug: string,
  ): Promise<z.output<typeof registerTrialSchema>> {
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    const [versions, draw, disclosures] = await Promise.all([
      this.trials.versions(trial.id),
      this.trials.draw(trial.id),
      this.disclosures.versions(trial.id),
    ]);
    return {
      ...registerEntryView(trial, disclosures.at(0)),
      draw: trial.protocol.allocation === 'external' ? null : drawView(trial, draw),
      protocolVersions: versions.map((version) =>
        protocolVersionView({ ...version, document: publicProtocol(version.document, trial.state) }),
      ),
      disclosures: disclosures.map(disclosureView),
    };
  }
}
