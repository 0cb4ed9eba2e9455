import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { MadeLetter } from './withheld.js';
import { lockPlannedLetters, madeLetters } from './waves.queries.js';

/** Which letters of somebody are made already, for whoever wants to stop or change them. */
@Injectable()
export class MadeLetters {
  /**
   * Waits for a worker that is just booking a batch with somebody in it, and keeps it waiting until the transaction
   * ends: what is booked about them now is seen by every batch that is booked later.
   */
  async waitForBookings(client: PoolClient, trialId: string, number: number): Promise<void> {
    await client.query(lockPlannedLetters, [trialId, number]);
  }

  async of(client: PoolClient, trialId: string, number: number): Promise<MadeLetter[]> {
    const { rows } = await client.query<{
      wave: number;
      batch: number;
      state: MadeLetter['state'];
      posted_on: string | null;
    }>(madeLetters, [trialId, number]);
    return rows.map(({ wave, batch, state, posted_on: postedOn }) => ({ wave, batch, state, postedOn }));
  }
}
