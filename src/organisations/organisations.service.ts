import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import type { Work } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { Organisation, type Contact } from './organisation.entity.js';

/** An organisation as other folders see it. */
export type OrganisationDetails = Readonly<
  Pick<Organisation, 'id' | 'slug' | 'name' | 'contact' | 'letterhead' | 'disclosureThreshold'>
>;

@Injectable()
export class OrganisationsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The organisation by its slug; made when the installation does not know it yet. */
  async ensure(
    work: Work,
    wanted: { readonly slug: string; readonly name: string; readonly contact: Contact },
  ): Promise<OrganisationDetails> {
    const repository = work.manager.getRepository(Organisation);
    const known = await repository.findOneBy({ slug: wanted.slug });
    if (known !== null) return known;
    return repository.save(
      repository.create({ ...wanted, letterhead: {}, disclosureThreshold: 10, createdAt: this.clock.now() }),
    );
  }

  async get(id: string): Promise<OrganisationDetails> {
    return this.unitOfWork.onConnection(async ({ manager }) => {
      const found = await manager.getRepository(Organisation).findOneBy({ id });
      if (found === null) throw new DomainError('not-found', 'trials:organisation-not-found');
      return found;
    });
  }
}
