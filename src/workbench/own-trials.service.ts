import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../accounts/actor.js';
import { signedInAs } from '../accounts/session.guard.js';
import { DomainError } from '../core/domain-error.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';

/** The trials of the organisation of whoever is signed in. */
@Injectable()
export class OwnTrials {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly trials: TrialsService,
  ) {}

  /**
   * By the name in the address; anybody else's is not found.
   * @throws DomainError `trials:not-found`
   */
  async find(request: Request, slug: string): Promise<TrialRecord> {
    const { organisationId } = signedInAs(request);
    const { slug: organisation } = await this.organisations.get(organisationId);
    const trial = await this.trials.findByAddress(organisation, slug);
    if (trial === undefined) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }
}

/** Who does something in the workbench. */
export function signedInActor(request: Request): Actor {
  const { accountId, name, organisationId } = signedInAs(request);
  return { accountId, name, organisationId };
}
