import { Injectable } from '@nestjs/common';
import { readCopyRows } from '../platform/copy/copy-text.js';
import { copyOut } from '../platform/copy/copy-writer.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import * as queries from './allocation.queries.js';

export interface RecipientTotals {
  readonly recipients: number;
  readonly optedOut: number;
}

/** A stratum as it was drawn. */
export interface StratumRecord {
  readonly label: string;
  readonly values: readonly string[];
}

/** A line of the public list. */
export interface PackListRow {
  readonly key: string;
  readonly stratum: string;
  readonly cluster: number | null;
  readonly arm: string;
}

/** Reading what the draw gave. */
@Injectable()
export class AllocationService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async recipientTotals(trialId: string): Promise<RecipientTotals> {
    const row = await this.unitOfWork.row<{ recipients: number; opted_out: number }>(
      queries.countRecipients,
      [trialId],
    );
    return { recipients: row?.recipients ?? 0, optedOut: row?.opted_out ?? 0 };
  }

  /** Recipients by index of arm; no response is in it. */
  async byArm(trialId: string): Promise<{ readonly arm: number; readonly n: number }[]> {
    return this.unitOfWork.rows<{ arm: number; n: number }>(queries.allocatedByArm, [trialId]);
  }

  async strata(trialId: string): Promise<StratumRecord[]> {
    return this.unitOfWork.rows<{ label: string; values: string[] }>(
      'select label, values from strata where trial_id = $1 order by stratum',
      [trialId],
    );
  }

  /**
   * Hands the public list to a reader while a connection is held for it: keys with opaque stratum and cluster, in
   * order of key. It is streamed, for it may have a million lines.
   * @param arms ids of the arms, by index
   */
  async withPackRows<T>(
    trialId: string,
    arms: readonly string[],
    read: (rows: AsyncIterable<PackListRow>) => Promise<T>,
  ): Promise<T> {
    return this.unitOfWork.onConnection(({ client }) => {
      async function* rows(): AsyncGenerator<PackListRow> {
        for await (const batch of readCopyRows(copyOut(client, queries.copyPackLines(trialId)))) {
          for (const [key = '', stratum = '', cluster = '\\N', arm = ''] of batch) {
            yield {
              key,
              stratum,
              cluster: cluster === '\\N' ? null : Number(cluster),
              arm: arms[Number(arm)] ?? '',
            };
          }
        }
      }
      return read(rows());
    });
  }

  /** Who is in which arm, by reference: for the agency alone. */
  async lines(trialId: string): Promise<
    {
      readonly reference: string;
      readonly letter_code: string;
      readonly arm: number;
      readonly stratum: string;
    }[]
  > {
    return this.unitOfWork.rows(queries.allocationLines, [trialId]);
  }
}
