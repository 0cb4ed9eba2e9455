import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DomainError } from '../core/domain-error.js';
import { asPublic } from '../platform/database/scope.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { TrialState } from './life-cycle.js';
import type { TechniqueInForce } from '../techniques/technique-in-force.js';
import type { Protocol } from './protocol/protocol.js';
import type { DrawRecord, ProtocolVersion, TrialKind, TrialRecord, Unblinding } from './trial-record.js';
import * as queries from './trials.queries.js';

interface TrialRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly slug: string;
  readonly kind: TrialKind;
  readonly state: TrialState;
  readonly stopped_at: Date | null;
  readonly stopped_reason: string | null;
  readonly unblinded: (Omit<Unblinding, 'at'> & { readonly at: string }) | null;
  readonly created_at: Date;
  readonly document: Protocol;
  readonly version: number;
  readonly hash: string;
  readonly registered_at: Date;
}

const toRecord = (row: TrialRow): TrialRecord => ({
  id: row.id,
  organisationId: row.organisation_id,
  slug: row.slug,
  kind: row.kind,
  state: row.state,
  stoppedAt: row.stopped_at,
  stoppedReason: row.stopped_reason,
  unblinded: row.unblinded === null ? null : { ...row.unblinded, at: new Date(row.unblinded.at) },
  createdAt: row.created_at,
  protocol: row.document,
  protocolVersion: row.version,
  protocolHash: row.hash,
  registeredAt: row.registered_at,
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reading trials. What changes one is a use case of its own. */
@Injectable()
export class TrialsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Locks the trial's row until the transaction ends: whoever changes a trial starts here. */
  async lock(client: PoolClient, id: string): Promise<TrialRecord> {
    const { rows } = await client.query<TrialRow>(queries.trialByIdForUpdate, [id]);
    if (rows[0] === undefined) throw new DomainError('not-found', 'trials:not-found');
    return toRecord(rows[0]);
  }

  /** @throws DomainError `trials:not-found` */
  async get(id: string): Promise<TrialRecord> {
    const row = UUID.test(id) ? await this.unitOfWork.row<TrialRow>(queries.trialById, [id]) : undefined;
    if (row === undefined) throw new DomainError('not-found', 'trials:not-found');
    return toRecord(row);
  }

  /**
   * A trial for somebody of an organisation. Another agency's trial is not found rather than forbidden: that it
   * exists as a draft is nobody else's business (rule 9).
   */
  async getFor(organisationId: string, id: string): Promise<TrialRecord> {
    const trial = await this.get(id);
    if (trial.organisationId !== organisationId) throw new DomainError('not-found', 'trials:not-found');
    return trial;
  }

  async findByAddress(organisationSlug: string, trialSlug: string): Promise<TrialRecord | undefined> {
    const row = await this.unitOfWork.row<TrialRow>(queries.trialByAddress, [organisationSlug, trialSlug]);
    return row === undefined ? undefined : toRecord(row);
  }

  async ofOrganisation(organisationId: string): Promise<TrialRecord[]> {
    return (await this.unitOfWork.rows<TrialRow>(queries.trialsOfOrganisation, [organisationId])).map(
      toRecord,
    );
  }

  /** Every registered trial of every organisation: what the public register shows. */
  async all(): Promise<TrialRecord[]> {
    return (await asPublic(() => this.unitOfWork.rows<TrialRow>(queries.allTrials))).map(toRecord);
  }

  /** All versions of the protocol, the first one first. */
  async versions(trialId: string): Promise<ProtocolVersion[]> {
    const rows = await this.unitOfWork.rows<{
      version: number;
      hash: string;
      previous_hash: string | null;
      reason: string | null;
      approved_by: string;
      approved_on: string;
      registered_at: Date;
      document: Protocol;
    }>(queries.protocolVersions, [trialId]);
    return rows.map((row) => ({
      version: row.version,
      hash: row.hash,
      previousHash: row.previous_hash,
      reason: row.reason,
      approvedBy: row.approved_by,
      approvedOn: row.approved_on,
      registeredAt: row.registered_at,
      document: row.document,
    }));
  }

  /**
   * The techniques of a trial as the catalogue had them when the protocol first named them; those of a trial that was
   * registered before they were kept are missing.
   */
  async techniquesInForce(trialId: string): Promise<ReadonlyMap<string, TechniqueInForce>> {
    const rows = await this.unitOfWork.rows<{ catalogue: TechniqueInForce[] }>(queries.cataloguesOfTrial, [
      trialId,
    ]);
    const first = new Map<string, TechniqueInForce>();
    for (const technique of rows.flatMap(({ catalogue }) => catalogue))
      if (!first.has(technique.id)) first.set(technique.id, technique);
    return first;
  }

  /** The public side of the draw; the seed only after it was revealed. */
  async draw(trialId: string): Promise<DrawRecord> {
    const row = await this.unitOfWork.row<{
      algorithm: string;
      commitment: string;
      protocol_hash: string;
      seed: string | null;
      drawn_at: Date | null;
      revealed_at: Date | null;
      list_hash: string | null;
      list_recipients: number | null;
      frozen_at: Date | null;
      beacon: DrawRecord['beacon'];
    }>(queries.drawOfTrial, [trialId]);
    if (row === undefined) throw new DomainError('not-found', 'trials:not-found');
    return {
      algorithm: row.algorithm,
      commitment: row.commitment,
      protocolHash: row.protocol_hash,
      seed: row.seed,
      drawnAt: row.drawn_at,
      revealedAt: row.revealed_at,
      list:
        row.list_hash === null || row.list_recipients === null || row.frozen_at === null
          ? null
          : { sha256: row.list_hash, recipients: row.list_recipients, frozenAt: row.frozen_at },
      beacon: row.beacon,
    };
  }

  /** Whether the list of recipients was closed, for who holds the trial's lock. */
  async listIsFrozen(client: PoolClient, trialId: string): Promise<boolean> {
    const { rows } = await client.query<{ frozen: boolean }>(queries.listIsFrozen, [trialId]);
    return rows[0]?.frozen === true;
  }
}
