import type { PoolClient } from 'pg';
import type { LooksTaken } from '../core/statistics/looks.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import * as queries from './looks.queries.js';

/** A look that was taken: nothing by arm. */
export interface LookRecord {
  readonly number: number;
  readonly takenAt: Date;
  readonly takenBy: string;
  /** Whose response window had closed, that of the look for an early one. */
  readonly recipients: number;
  /** Their share of all recipients; for an early look how far the planned looks have come. */
  readonly information: number;
  /** What crosses the boundary, and what all looks so far have used of alpha; null for a confidence sequence. */
  readonly nominalP: number | null;
  readonly alphaSpent: number | null;
  readonly crossed: boolean;
}

/** The looks at a trial, in order. */
export async function readLooks(client: PoolClient, trialId: string): Promise<LookRecord[]> {
  return (await client.query<LookRecord>(queries.looksOfTrial, [trialId])).rows;
}

/**
 * The looks as the analysis must know them. A planned look that was not taken has spent nothing; a confidence sequence
 * is what was registered, taken or not.
 */
export function looksTaken(
  { looks }: Pick<Protocol, 'looks'>,
  taken: readonly (Pick<LookRecord, 'information'> & Partial<Pick<LookRecord, 'number' | 'crossed'>>)[],
): LooksTaken | undefined {
  if (looks === undefined) return undefined;
  const { boundary } = looks;
  const crossedAt = taken.find(({ crossed }) => crossed === true)?.number ?? null;
  return {
    boundary,
    informationRates: taken.map(({ information }) => information),
    crossedAt,
    ...(looks.afterDays !== undefined && { early: true }),
  };
}
