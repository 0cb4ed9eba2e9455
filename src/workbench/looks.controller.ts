import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionGuard, signedInAs } from '../accounts/session.guard.js';
import { TakeLook } from '../analysis/take-look.js';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { pathIn } from '../platform/i18n/language.js';
import { Access } from '../platform/web/access.js';
import { languageOf } from '../platform/web/request-context.js';
import { TrialsService } from '../trials/trials.service.js';
import { workbenchPath } from './workbench-path.js';

/** Taking an interim look from the workbench. */
@Controller('/workbench')
@UseGuards(SessionGuard)
export class WorkbenchLooksController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly trials: TrialsService,
    private readonly looks: TakeLook,
  ) {}

  @Post('/trials/:trial/looks')
  @Access('analysis.run')
  async take(
    @Param('trial') slug: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { accountId, name, organisationId } = signedInAs(request);
    const { slug: organisation } = await this.organisations.get(organisationId);
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    await this.looks.take(trial.id, { accountId, name, organisationId });
    response.redirect(303, `${pathIn(languageOf(request), workbenchPath(trial))}#analysis`);
  }
}
