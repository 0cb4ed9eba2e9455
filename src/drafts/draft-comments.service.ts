import { Injectable } from '@nestjs/common';
import type { Person } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { plainFields, type DraftStep } from './draft-fields.js';
import type { DraftComment } from './draft-record.js';
import { flattenDraft } from './flatten-draft.js';
import * as queries from './drafts.queries.js';
import { DraftsService } from './drafts.service.js';

/** A comment with its answers, the oldest first. */
export interface CommentThread extends DraftComment {
  readonly answers: readonly DraftComment[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What people say to each other about a draft, at the step that it is about. */
@Injectable()
export class DraftCommentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: DraftsService,
    private readonly clock: Clock,
  ) {}

  async threads(draftId: string): Promise<CommentThread[]> {
    const rows = await this.unitOfWork.rows<{
      id: string;
      parent_id: string | null;
      step: DraftStep;
      anchor: string | null;
      author: string;
      text: string;
      written_at: Date;
      resolved_at: Date | null;
      resolved_by: string | null;
    }>(queries.commentsOfDraft, [draftId]);
    const comments = rows.map((row): DraftComment => ({
      id: row.id,
      parentId: row.parent_id,
      step: row.step,
      anchor: row.anchor,
      author: row.author,
      text: row.text,
      writtenAt: row.written_at,
      resolvedAt: row.resolved_at,
      resolvedBy: row.resolved_by,
    }));
    return comments
      .filter(({ parentId }) => parentId === null)
      .map((comment) => ({
        ...comment,
        answers: comments.filter(({ parentId }) => parentId === comment.id),
      }));
  }

  /**
   * @param about the comment that is answered, or the one thing in the step that a new one is about: what is written
   * there, or a field that is still empty
   * @returns the comment's id
   * @throws DomainError `drafts:not-found`; `drafts:anchor-unknown` when the step has no such thing; `drafts:comment-closed` when the thread is not there, or resolved
   */
  async write(
    draftId: string,
    step: DraftStep,
    text: string,
    { answerTo, anchor }: { readonly answerTo?: string | undefined; readonly anchor?: string | undefined },
    account: Person,
  ): Promise<string> {
    const draft = await this.drafts.get(account.organisationId, draftId);
    if (answerTo !== undefined) await this.requireThread(draft.id, answerTo);
    const parts = flattenDraft(draft.content).filter((part) => part.step === step);
    const isField = plainFields[step].some(({ pattern }) => pattern === anchor);
    if (anchor !== undefined && !isField && !parts.some(({ identity }) => identity === anchor)) {
      throw new DomainError('invalid', 'drafts:anchor-unknown');
    }
    const values = [
      draft.id,
      answerTo ?? null,
      step,
      account.accountId,
      text,
      this.clock.now(),
      anchor ?? null,
    ];
    const row = await this.unitOfWork.row<{ id: string }>(queries.insertComment, values);
    return row?.id ?? '';
  }

  /** Ends a thread. It stays to be read. */
  async resolve(draftId: string, commentId: string, account: Person): Promise<void> {
    const draft = await this.drafts.get(account.organisationId, draftId);
    await this.requireThread(draft.id, commentId);
    const values = [commentId, draft.id, this.clock.now(), account.accountId];
    await this.unitOfWork.rows(queries.resolveComment, values);
  }

  private async requireThread(draftId: string, commentId: string): Promise<void> {
    const found = UUID.test(commentId)
      ? await this.unitOfWork.row(queries.commentThread, [commentId, draftId])
      : undefined;
    if (found === undefined) throw new DomainError('conflict', 'drafts:comment-closed');
  }
}
