import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import * as queries from './repeated-calls.queries.js';

/** How long an answer is kept for whoever asks again: over a weekend. */
const KEPT_HOURS = 72;

/** A call that was begun so long ago was broken off: whoever sends it again is let through. */
const BROKEN_OFF_MINUTES = 10;

/** What was answered, without what each answer has anew. */
export interface KeptAnswer {
  readonly status: number;
  readonly location: string;
  readonly body: unknown;
}

export interface Call {
  readonly organisationId: string;
  /** The header Idempotency-Key, 1 to 255 characters that can be printed. */
  readonly key: string;
  /** All that makes the call what it is: its route and its body. */
  readonly content: string;
}

interface Row {
  readonly call_sha256: Buffer;
  readonly began_at: Date;
  readonly status: number | null;
  readonly location: string | null;
  readonly body: unknown;
}

const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * Calls that may come twice because an answer got lost (draft-ietf-httpapi-idempotency-key-header-07): under one key the
 * work is done once, and its answer is given again.
 */
@Injectable()
export class RepeatedCalls {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work, or gives the answer of before. Work that fails is forgotten, so that it can be sent again.
   * @throws DomainError `api:idempotency-key-unreadable`, `api:idempotency-key-reused` for another call under the same
   * key, `api:call-under-way`
   */
  async once(call: Call, work: () => Promise<KeptAnswer>): Promise<KeptAnswer & { readonly again: boolean }> {
    if (!PRINTABLE.test(call.key)) throw new DomainError('invalid', 'api:idempotency-key-unreadable');
    const sha256 = createHash('sha256').update(call.content, 'utf8').digest();
    if (!(await this.claim(call, sha256))) return { ...(await this.answerOf(call, sha256)), again: true };
    try {
      const answer = await work();
      await this.unitOfWork.rows(queries.keepAnswer, [
        call.organisationId,
        call.key,
        this.clock.now(),
        answer.status,
        answer.location,
        JSON.stringify(answer.body),
      ]);
      return { ...answer, again: false };
    } catch (error) {
      await this.unitOfWork.rows(queries.forget, [call.organisationId, call.key]).catch(() => undefined);
      throw error;
    }
  }

  /** Whether the work is ours to do: nobody has the key, or whoever had it was broken off with this very call. */
  private async claim({ organisationId, key }: Call, sha256: Buffer): Promise<boolean> {
    const now = this.clock.now();
    const before = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
    await this.forgetOld(organisationId);
    const values = [organisationId, key, sha256, now, before(BROKEN_OFF_MINUTES)];
    return (await this.unitOfWork.row(queries.claim, values)) !== undefined;
  }

  /** Forgets answers that nobody asked for again in time: an organisation's, or in the night everybody's. */
  async forgetOld(organisationId: string | null = null): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_HOURS * 3_600_000);
    await this.unitOfWork.rows(queries.forgetOld, [before, organisationId]);
  }

  private async answerOf({ organisationId, key }: Call, sha256: Buffer): Promise<KeptAnswer> {
    const row = await this.unitOfWork.row<Row & Record<string, unknown>>(queries.find, [organisationId, key]);
    if (row !== undefined && !row.call_sha256.equals(sha256)) {
      throw new DomainError('invalid', 'api:idempotency-key-reused');
    }
    if (row === undefined || row.status === null || row.location === null) {
      throw new DomainError('conflict', 'api:call-under-way');
    }
    return { status: row.status, location: row.location, body: row.body };
  }
}
