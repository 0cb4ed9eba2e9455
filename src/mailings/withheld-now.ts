import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { OptOutsService } from '../recipients/opt-outs.service.js';
import type { PersonalData } from '../recipients/personal-data.js';
import { addressChanges, stoppedOfBatch } from './mailings.queries.js';
import { bookedStops, type WithholdingReason } from './withheld.js';

/** Somebody in a batch, as far as it matters to whether they may be written to. */
export interface Addressee {
  readonly number: number;
  readonly reference: string;
  readonly personal: PersonalData;
}

/** Whom a batch may not go to any more, as the database knows it now. */
@Injectable()
export class WithheldNow {
  constructor(private readonly optOuts: OptOutsService) {}

  /** Numbers of those who died, moved, objected, or are in the organisation's list, each with the reason. */
  async of(
    client: PoolClient,
    batch: { readonly id: string; readonly organisationId: string },
    people: readonly Addressee[],
  ): Promise<Map<number, WithholdingReason>> {
    const { rows } = await client.query<{ number: number; reason: WithholdingReason }>(stoppedOfBatch, [
      batch.id,
      people.map(({ number }) => number),
    ]);
    const withheld = new Map(rows.map(({ number, reason }) => [number, reason]));
    const list = await this.optOuts.matcher(client, batch.organisationId);
    if (list === undefined) return withheld;
    for (const { number, reference, personal } of people) {
      if (!withheld.has(number) && list.has(reference, personal)) withheld.set(number, 'opted-out');
    }
    return withheld;
  }

  /** Whether everybody who was left out for a death or a move still is: it may have been taken back. */
  async stillHolds(
    client: PoolClient,
    batchId: string,
    withheld: ReadonlyMap<number, WithholdingReason>,
  ): Promise<boolean> {
    const numbers = [...withheld].flatMap(([number, reason]) =>
      bookedStops.some((stop) => stop === reason) ? [number] : [],
    );
    if (numbers.length === 0) return true;
    return (await client.query(stoppedOfBatch, [batchId, numbers])).rowCount === numbers.length;
  }

  /** Another number than before says that an address was changed in the meantime. */
  async addressChanges(client: PoolClient, trialId: string, people: readonly Addressee[]): Promise<number> {
    const { rows } = await client.query<{ changes: number }>(addressChanges, [
      trialId,
      people.map(({ number }) => number),
    ]);
    return rows[0]?.changes ?? 0;
  }
}
