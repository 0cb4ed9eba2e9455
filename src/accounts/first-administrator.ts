import { Inject, Injectable } from '@nestjs/common';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { commandLine } from './actor.js';
import { IdentityWork } from './identity-work.js';
import { InvitationsService } from './invitations.service.js';

/** Where nothing else was said; whoever follows the link sees it, and can invite a colleague at a real address. */
const ADDRESS = 'beheerder@openbrief.example';

const ORGANISATION = 'organisatie';

/** The way in on an installation that nobody can get into yet. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly unitOfWork: IdentityWork,
    private readonly organisations: OrganisationsService,
    private readonly invitations: InvitationsService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Makes an administrator without a password, unless somebody can get in already. A start that was broken off, or a
   * link that expired unread, is made good by the next start.
   * @returns the link by which the administrator chooses a password, once
   */
  async invite(): Promise<string | undefined> {
    const somebody = await this.unitOfWork.row(
      'select 1 from accounts where password_hash is not null or openid_subject is not null limit 1',
    );
    if (somebody !== undefined) return undefined;
    const email = this.configuration.administrator ?? ADDRESS;
    const known = await this.unitOfWork.row<{ slug: string }>(
      'select slug from organisations order by created_at, id limit 1',
    );
    if (known === undefined) {
      const contact = { name: ORGANISATION, email, url: this.configuration.publicUrl };
      await this.unitOfWork.transaction((work) =>
        this.organisations.ensure(work, { slug: ORGANISATION, name: ORGANISATION, contact }),
      );
    }
    const key = await this.invitations.invite(
      { organisation: known?.slug ?? ORGANISATION, email, name: email, roles: ['administrator'] },
      commandLine,
    );
    return `${this.configuration.publicUrl}/workbench/welcome/${key}`;
  }
}
