import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { Sealer } from '../platform/sealing/sealer.js';
import { OptOutMatcher, optOutHash, type OptOutEntry, type OptOutKind } from './opt-out-matcher.js';
import * as queries from './opt-outs.queries.js';

const KEY_BYTES = 32;

const ownerOf = (organisationId: string): string => `opt-outs:${organisationId}`;

/**
 * Who wants no letters of an organisation's trials. The list holds hashes under a key of the organisation and no names:
 * it says of somebody whose reference or name and address one has whether they are in it, and tells nobody else.
 */
@Injectable()
export class OptOutsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /**
   * Puts somebody in the list, from now on: at the next import, and before the next batch is made.
   * @returns whether they were not in it yet
   * @throws DomainError `recipients:opt-out-nobody` for an entry without a reference or a name
   */
  async add(organisationId: string, entry: OptOutEntry, actor: Actor): Promise<boolean> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const hash = hashed(await this.key(client, organisationId), entry);
      const at = this.clock.now();
      const made = await client.query(queries.addOptOut, [organisationId, entry.kind, hash, at, actor.name]);
      if (made.rowCount === 0) return false;
      await this.record(client, organisationId, 'opt-out', entry.kind, actor);
      return true;
    });
  }

  /**
   * Takes somebody out of the list who wants letters again.
   * @returns whether they were in it
   * @throws DomainError `recipients:opt-out-nobody`
   */
  async withdraw(organisationId: string, entry: OptOutEntry, actor: Actor): Promise<boolean> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const hash = hashed(await this.key(client, organisationId), entry);
      const gone = await client.query(queries.removeOptOut, [organisationId, entry.kind, hash]);
      if (gone.rowCount === 0) return false;
      await this.record(client, organisationId, 'withdraw-opt-out', entry.kind, actor);
      return true;
    });
  }

  /** How many are in the list, by how they are kept. */
  async count(organisationId: string): Promise<Readonly<Record<OptOutKind, number>>> {
    const rows = await this.unitOfWork.rows<{ kind: OptOutKind; n: number }>(queries.countOptOuts, [
      organisationId,
    ]);
    const of = (kind: OptOutKind): number => rows.find((row) => row.kind === kind)?.n ?? 0;
    return { reference: of('reference'), address: of('address') };
  }

  /** The list as it is now; undefined when nobody is in it. */
  async matcher(client: PoolClient, organisationId: string): Promise<OptOutMatcher | undefined> {
    const { rows } = await client.query<{ kind: OptOutKind; hash: Buffer }>(queries.optOutsOf, [
      organisationId,
    ]);
    return rows.length === 0 ? undefined : new OptOutMatcher(await this.key(client, organisationId), rows);
  }

  /** The organisation's key, made when it is first needed. */
  private async key(client: PoolClient, organisationId: string): Promise<Buffer> {
    const owner = ownerOf(organisationId);
    const fresh = this.sealer.seal(this.chance.bytes(KEY_BYTES), owner);
    await client.query(queries.makeKey, [organisationId, fresh]);
    const { rows } = await client.query<{ sealed_key: Buffer }>(queries.keyOf, [organisationId]);
    return this.sealer.open(rows[0]?.sealed_key ?? Buffer.alloc(0), owner);
  }

  private record(
    client: PoolClient,
    organisationId: string,
    action: string,
    kind: OptOutKind,
    actor: Actor,
  ): Promise<void> {
    // Neither who nor their hash: the trail is read by more people than the list.
    return recordAct(client, {
      at: this.clock.now(),
      actor: actor.name,
      action,
      organisationId,
      trialId: null,
      detail: { kind },
    });
  }
}

function hashed(key: Buffer, entry: OptOutEntry): Buffer {
  const hash = optOutHash(key, entry);
  if (hash === undefined) throw new DomainError('invalid', 'recipients:opt-out-nobody');
  return hash;
}
