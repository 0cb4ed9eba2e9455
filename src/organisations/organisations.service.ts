import { Injectable } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import type { Work } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { letterheadSchema } from './letterhead-data.js';
import { Organisation, type Contact, type SecondFactorRule } from './organisation.entity.js';

export type { SecondFactorRule };

/** An organisation as other folders see it. */
export type OrganisationDetails = Readonly<
  Pick<
    Organisation,
    'id' | 'slug' | 'name' | 'contact' | 'letterhead' | 'disclosureThreshold' | 'tooi' | 'secondFactor'
  >
>;

/** What an administrator decides about their own organisation. */
export type OrganisationSettings = Readonly<
  Pick<Organisation, 'name' | 'contact' | 'disclosureThreshold' | 'tooi' | 'secondFactor'>
>;

/** In months: what a letter says people did, they did two years ago at most. */
const USUAL_SOURCE_AGE = 24;
export const LONGEST_SOURCE_AGE = 600;

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
      repository.create({
        ...wanted,
        letterhead: {},
        disclosureThreshold: 10,
        secondFactor: 'administrators',
        createdAt: this.clock.now(),
      }),
    );
  }

  /** The organisation with this slug, if the installation knows it. */
  async findBySlug(slug: string): Promise<OrganisationDetails | undefined> {
    return this.unitOfWork.onConnection(
      async ({ manager }) => (await manager.getRepository(Organisation).findOneBy({ slug })) ?? undefined,
    );
  }

  /**
   * Changes what an administrator decides about their own organisation. A demonstration that asks nobody for a second
   * factor keeps doing so until its administrator chooses otherwise.
   */
  async change(id: string, wanted: OrganisationSettings, actor: string): Promise<void> {
    await this.unitOfWork.transaction(async ({ manager, client }) => {
      const { name, contact, disclosureThreshold, tooi, secondFactor } = wanted;
      await manager
        .getRepository(Organisation)
        .update({ id }, { name, contact, disclosureThreshold, tooi, secondFactor });
      await recordAct(client, {
        at: this.clock.now(),
        actor,
        action: 'change-organisation',
        organisationId: id,
        trialId: null,
        detail: { disclosureThreshold, secondFactor },
      });
    });
  }

  async get(id: string): Promise<OrganisationDetails> {
    return this.unitOfWork.onConnection(async ({ manager }) => {
      const found = await manager.getRepository(Organisation).findOneBy({ id });
      if (found === null) throw new DomainError('not-found', 'trials:organisation-not-found');
      return found;
    });
  }

  /** Age in months that the source of a figure may have; the usual one for an organisation that is not known yet. */
  async maxSourceAge(slug: string): Promise<number> {
    const row = await this.unitOfWork.row<{ months: number }>(
      'select max_source_age_months as months from organisations where slug = $1',
      [slug],
    );
    return row?.months ?? USUAL_SOURCE_AGE;
  }

  /**
   * Sets how old the source of a figure may be when a letter goes out. What was registered stays as it is.
   * @param months 1 to 600
   * @throws DomainError `trials:source-age-wrong`, `trials:organisation-not-found`
   */
  async setMaxSourceAge(slug: string, months: number, actor: { readonly name: string }): Promise<void> {
    if (!Number.isInteger(months) || months < 1 || months > LONGEST_SOURCE_AGE) {
      throw new DomainError('invalid', 'trials:source-age-wrong', { maximum: LONGEST_SOURCE_AGE });
    }
    await this.unitOfWork.transaction(async ({ client }) => {
      const { rows } = await client.query<{ id: string }>(
        'update organisations set max_source_age_months = $2 where slug = $1 returning id',
        [slug, months],
      );
      const id = rows[0]?.id;
      if (id === undefined) throw new DomainError('not-found', 'trials:organisation-not-found');
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'set-source-age',
        organisationId: id,
        trialId: null,
        detail: { months },
      });
    });
  }

  /**
   * Gives an organisation another letterhead, whole. Letters that were approved under the one before are not printed
   * until somebody approved their new proofs: the letterhead is in their hash.
   * @throws DomainError `trials:letterhead-wrong`, `trials:organisation-not-found`
   */
  async setLetterhead(slug: string, letterhead: unknown, actor: { readonly name: string }): Promise<void> {
    const read = letterheadSchema.safeParse(letterhead);
    if (!read.success) {
      const keys = read.error.issues.map(({ path, code }) => path.join('.') || code).join(', ');
      throw new DomainError('invalid', 'trials:letterhead-wrong', { keys });
    }
    await this.unitOfWork.transaction(async ({ client }) => {
      const { rows } = await client.query<{ id: string }>(
        'update organisations set letterhead = $2 where slug = $1 returning id',
        [slug, JSON.stringify(read.data)],
      );
      const id = rows[0]?.id;
      if (id === undefined) throw new DomainError('not-found', 'trials:organisation-not-found');
      await recordAct(client, {
        at: this.clock.now(),
        actor: actor.name,
        action: 'set-letterhead',
        organisationId: id,
        trialId: null,
        detail: { keys: Object.keys(read.data).toSorted() },
      });
    });
  }
}
