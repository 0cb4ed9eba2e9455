import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError, type DomainErrorKind, type MessageParams } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';

/** How far the reading of a file is. */
export interface FileReading {
  readonly id: string;
  readonly fileName: string;
  readonly read: number;
  /** An upper bound: a name may have a line in it. */
  readonly total: number;
  /** `stalled`: nobody is at it any more, and nothing of it was kept. */
  readonly state: 'reading' | 'stalled' | 'taken' | 'refused' | 'failed';
  readonly refusal?: DomainError;
}

/** A telling a second, whatever the speed: the page that asks looks every two. */
const BETWEEN_MS = 1_000;

/** A reading that says nothing for so long has stopped; the slowest step of a large file, its indexes, takes less. */
const STALLED_AFTER = '10 minutes';

const begin = `
  insert into file_readings (id, trial_id, file_name, lines_total, started_at) values ($1, $2, $3, $4, $5)`;
const move = 'update file_readings set lines_read = $2, moved_at = now() where id = $1';
const end = 'update file_readings set outcome = $2, refusal = $3, moved_at = now() where id = $1';
/** A refusal tells the names of columns, and of a file without a header those are its first person. */
const forget = "delete from file_readings where moved_at < now() - interval '1 day'";
const find = `
  select id, file_name, lines_read, lines_total, outcome, refusal,
         moved_at < now() - interval '${STALLED_AFTER}' as stalled
  from file_readings where trial_id = $1 and id = $2`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Refusal {
  readonly kind: DomainErrorKind;
  readonly code: string;
  readonly params: MessageParams;
}

/** The reading of a file as work that goes on by itself, and can be looked at meanwhile. */
@Injectable()
export class FileReadings {
  private readonly logger = new Logger('FileReadings');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins the reading of a file, and does not wait for it.
   * @param read gets a function to tell how many lines were read
   * @returns by what it is found, and its end: which never fails, for what went wrong is in the reading
   */
  async begin(
    trialId: string,
    file: { readonly name: string; readonly lines: number },
    read: (tell: (lines: number) => void) => Promise<unknown>,
  ): Promise<{ readonly id: string; readonly ended: Promise<void> }> {
    const id = randomUUID();
    await this.unitOfWork.rows(begin, [id, trialId, file.name, file.lines, this.clock.now()]);
    return { id, ended: this.follow(id, read) };
  }

  /** @throws DomainError `recipients:no-reading` */
  async get(trialId: string, id: string): Promise<FileReading> {
    const row = UUID.test(id)
      ? await this.unitOfWork.row<{
          id: string;
          file_name: string;
          lines_read: number;
          lines_total: number;
          outcome: 'taken' | 'refused' | 'failed' | null;
          refusal: Refusal | null;
          stalled: boolean;
        }>(find, [trialId, id])
      : undefined;
    if (row === undefined) throw new DomainError('not-found', 'recipients:no-reading');
    const { refusal } = row;
    return {
      id,
      fileName: row.file_name,
      read: Math.min(row.lines_read, row.lines_total),
      total: row.lines_total,
      state: row.outcome ?? (row.stalled ? 'stalled' : 'reading'),
      ...(refusal !== null && { refusal: new DomainError(refusal.kind, refusal.code, refusal.params) }),
    };
  }

  /** Forgets the readings that ended, or stopped, a day ago; a job of the night. */
  async forgetOld(): Promise<void> {
    await this.unitOfWork.rows(forget);
  }

  private async follow(id: string, read: (tell: (lines: number) => void) => Promise<unknown>): Promise<void> {
    let last = Date.now();
    let telling: Promise<unknown> = Promise.resolve();
    const tell = (lines: number): void => {
      const now = Date.now();
      if (now - last < BETWEEN_MS) return;
      last = now;
      // One after another, so that an older number never comes last; that one is not told stops nothing.
      telling = telling.then(() => this.unitOfWork.rows(move, [id, lines])).catch(() => undefined);
    };
    let outcome: readonly unknown[];
    try {
      await read(tell);
      outcome = ['taken', null];
    } catch (error) {
      outcome = this.outcomeOf(error);
    }
    await telling;
    // Where even this can't be written, the reading stalls, and its page says so.
    await this.unitOfWork.rows(end, [id, ...outcome]).catch((error: unknown) => this.logger.error(error));
  }

  private outcomeOf(error: unknown): readonly unknown[] {
    if (error instanceof DomainError) {
      const { kind, code, params } = error;
      return ['refused', JSON.stringify({ kind, code, params } satisfies Refusal)];
    }
    this.logger.error(error);
    return ['failed', null];
  }
}
