import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { commitmentTo } from '../core/randomisation/commitment.js';
import { DRAW_ALGORITHM } from '../core/randomisation/design.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import { UnitOfWork, type Work } from '../platform/database/unit-of-work.js';
import { Chance, Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { ChangeState } from './change-state.js';
import { GroundClaims } from './ground-claims.js';
import type { Protocol } from './protocol/protocol.js';
import { documentHash } from './protocol/protocol-hash.js';
import { refusePastPulse } from './refuse-past-pulse.js';
import type { TrialKind, TrialRecord } from './trial-record.js';
import { TrialsService } from './trials.service.js';

/** A 256-bit seed: as long as the key of the generator that it feeds. */
const SECRET_BYTES = 32;

export interface Registration {
  readonly trial: TrialRecord;
  /** False when this very protocol was registered before: nothing was done. */
  readonly isNew: boolean;
}

/** Freezes a protocol: from here on its hash and the commitment to the seed are public. */
@Injectable()
export class RegisterTrial {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organisations: OrganisationsService,
    private readonly trials: TrialsService,
    private readonly changeState: ChangeState,
    private readonly techniques: TechniquesService,
    private readonly groundClaims: GroundClaims,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /**
   * Registering the same protocol again is no error and does nothing, so that a run that was broken off can be
   * started anew.
   * @param protocol as `resolveProtocol` and `checkLetters` accepted it
   * @throws DomainError `trials:protocol-invalid` for claims that nothing on this day bears out;
   * `trials:other-organisation` for a protocol of an organisation that the actor is not of;
   * `trials:protocol-changed` when the trial was registered with another protocol; `trials:pulse-not-after-registration`,
   * `trials:mailing-in-the-past`
   */
  async register(protocol: Protocol, actor: Actor): Promise<Registration> {
    // Before the look-up: who may not register here, is not told what is registered either.
    await this.refuseOtherOrganisation(protocol, actor);
    const known = await this.trials.findByAddress(protocol.organisation.slug, protocol.trial);
    const grounded = await this.groundClaims.ground(protocol, known?.protocol);
    const hash = documentHash(grounded.protocol);
    if (known !== undefined) return { trial: unchanged(known, hash), isNew: false };
    this.groundClaims.refuse(grounded);
    const id = await this.unitOfWork.transaction((work) => this.insert(work, grounded.protocol, hash, actor));
    return { trial: await this.trials.get(id), isNew: true };
  }

  /**
   * The protocol as a trial that is practised with. Nothing of it becomes public, so that its claims need no grounds; to
   * be called in a rehearsal (`rehearse`), on the day of its calendar.
   * @throws DomainError `trials:registered-meanwhile` when there is a trial of this name
   */
  async rehearse(work: Work, protocol: Protocol, actor: Actor): Promise<string> {
    return this.insert(work, protocol, documentHash(protocol), actor, 'rehearsal');
  }

  private async refuseOtherOrganisation({ organisation }: Protocol, actor: Actor): Promise<void> {
    if (actor.organisationId === null) return;
    if ((await this.organisations.get(actor.organisationId)).slug !== organisation.slug) {
      throw new DomainError('forbidden', 'trials:other-organisation', { organisation: organisation.slug });
    }
  }

  private async insert(
    work: Work,
    protocol: Protocol,
    hash: Buffer,
    actor: Actor,
    kind: TrialKind = protocol.kind,
  ): Promise<string> {
    const organisation = await this.organisations.ensure(work, protocol.organisation);
    const at = this.clock.now();
    refusePastPulse(protocol, at);
    refusePastMailing(protocol, dutchDate(at));
    const { rows } = await work.client.query<{ id: string }>(
      `insert into trials (organisation_id, slug, state, kind, draft, created_by, created_at, updated_at)
       values ($1, $2, 'draft', $3, $4, $5, $6, $6)
       on conflict (organisation_id, slug) do nothing returning id`,
      [organisation.id, protocol.trial, kind, JSON.stringify(protocol), actor.accountId, at],
    );
    const id = rows[0]?.id;
    // Somebody registered it between our look and now; their transaction came first.
    if (id === undefined)
      throw new DomainError('conflict', 'trials:registered-meanwhile', { trial: protocol.trial });
    await work.client.query(
      `insert into protocol_versions
         (trial_id, version, document, sha256, authors, approved_by, approved_on, registered_at, catalogue)
       values ($1, 1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        JSON.stringify(protocol),
        hash,
        protocol.authors,
        protocol.approval.by,
        protocol.approval.on,
        at,
        JSON.stringify(this.techniques.inForce(protocol.elements.map(({ technique }) => technique))),
      ],
    );
    const commitment = await this.commit(work, id, hash);
    await this.changeState.apply(
      work,
      { id, organisationId: organisation.id, state: 'draft' },
      'register',
      actor,
      {
        protocol: hash.toString('hex'),
        commitment: commitment.toString('hex'),
      },
    );
    return id;
  }

  /** Draws the seed and the key of the letter codes, and keeps the commitment that becomes public. */
  private async commit(work: Work, trialId: string, protocolHash: Buffer): Promise<Buffer> {
    const seed = this.chance.bytes(SECRET_BYTES);
    const commitment = Buffer.from(commitmentTo(seed, protocolHash));
    await work.client.query(
      `insert into draws (trial_id, algorithm, seed, code_key, commitment, protocol_sha256)
       values ($1, $2, $3, $4, $5, $6)`,
      [trialId, DRAW_ALGORITHM, seed, this.chance.bytes(SECRET_BYTES), commitment, protocolHash],
    );
    return commitment;
  }
}

/** Letters that are still to be made can't have been posted; one that was registered afterwards was sent elsewhere. */
function refusePastMailing({ letter, planning }: Protocol, today: string): void {
  if (letter.sentBy === 'openbrief' && planning.mailing < today) {
    throw new DomainError('invalid', 'trials:mailing-in-the-past', { date: planning.mailing, today });
  }
}

function unchanged(known: TrialRecord, hash: Buffer): TrialRecord {
  if (known.protocolHash !== hash.toString('hex')) {
    throw new DomainError('conflict', 'trials:protocol-changed', { trial: known.slug });
  }
  return known;
}
