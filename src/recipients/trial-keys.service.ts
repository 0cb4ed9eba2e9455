import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { SEALING_KEY_BYTES, Sealer } from '../platform/sealing/sealer.js';
import { PersonalBox, SALT_BYTES } from './personal-box.js';

/** What a key belongs to when it is sealed: it opens for that alone. */
const ownerOfTrialKey = (trialId: string): string => `trial-key:${trialId}`;

/** The keys of trials: made by chance, kept sealed under the key of the installation. */
@Injectable()
export class TrialKeysService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** For whoever adds personal data, and holds the trial's lock: a trial's first file makes its key. */
  async ensure(client: PoolClient, trialId: string): Promise<PersonalBox> {
    const known = await wrappedKey(client, trialId);
    if (known !== undefined) return this.box(trialId, known);
    const key = this.chance.bytes(SEALING_KEY_BYTES);
    await client.query('insert into trial_keys (trial_id, wrapped, made_at) values ($1, $2, $3)', [
      trialId,
      this.sealer.seal(key, ownerOfTrialKey(trialId)),
      this.clock.now(),
    ]);
    return new PersonalBox(trialId, key, () => this.chance.bytes(SALT_BYTES));
  }

  /** For whoever reads personal data in a transaction. */
  async open(client: PoolClient, trialId: string): Promise<PersonalBox> {
    return this.box(trialId, await wrappedKey(client, trialId));
  }

  /** For whoever reads personal data. */
  async of(trialId: string): Promise<PersonalBox> {
    const row = await this.unitOfWork.row<{ wrapped: Buffer }>(
      'select wrapped from trial_keys where trial_id = $1',
      [trialId],
    );
    return this.box(trialId, row?.wrapped);
  }

  /** Without its key nothing of what was sealed can be read, wherever copies of it are. */
  async destroy(client: PoolClient, trialId: string): Promise<void> {
    await client.query('delete from trial_keys where trial_id = $1', [trialId]);
  }

  private box(trialId: string, wrapped: Buffer | undefined): PersonalBox {
    const key = wrapped === undefined ? undefined : this.sealer.open(wrapped, ownerOfTrialKey(trialId));
    return new PersonalBox(trialId, key, () => this.chance.bytes(SALT_BYTES));
  }
}

async function wrappedKey(client: PoolClient, trialId: string): Promise<Buffer | undefined> {
  const { rows } = await client.query<{ wrapped: Buffer }>(
    'select wrapped from trial_keys where trial_id = $1',
    [trialId],
  );
  return rows[0]?.wrapped;
}
