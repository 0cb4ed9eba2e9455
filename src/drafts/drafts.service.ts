import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Person } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { canonicalJson } from '../trials/protocol/protocol-hash.js';
import { asContent, isDraftValue, withValue, type DraftContent } from './draft-content.js';
import { isDraftStep, keysOfStep, type DraftStep } from './draft-fields.js';
import { changeList } from './draft-lists.js';
import { isOpen, type DraftPurpose, type DraftRecord, type DraftState } from './draft-record.js';
import * as queries from './drafts.queries.js';
import { applyForm, type SentForm } from './read-form.js';

/** Saved versions that are kept to compare with: more than anybody types between two looks at a page. */
const KEPT_REVISIONS = 300;

interface DraftRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly trial_id: string | null;
  readonly purpose: DraftPurpose;
  readonly state: DraftState;
  readonly revision: number;
  readonly content: unknown;
  readonly reason: string | null;
  readonly updated_at: Date;
  readonly updated_by: string;
  readonly sent_at: Date | null;
  readonly sent_by: string | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly decider: string | null;
  readonly decision_reason: string | null;
  readonly editors: DraftRecord['editors'] | null;
}

const toRecord = (row: DraftRow): DraftRecord => ({
  id: row.id,
  organisationId: row.organisation_id,
  trialId: row.trial_id,
  purpose: row.purpose,
  state: row.state,
  revision: row.revision,
  content: asContent(row.content),
  reason: row.reason,
  updatedAt: row.updated_at,
  updatedBy: row.updated_by,
  sentAt: row.sent_at,
  sentBy: row.sent_by,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
  decider: row.decider,
  decisionReason: row.decision_reason,
  editors: row.editors ?? [],
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What came of a save. */
export type Saved =
  | { readonly kind: 'saved'; readonly draft: DraftRecord; readonly at?: string }
  /** Somebody else changed the same step meanwhile: what was typed is given back, not kept. */
  | { readonly kind: 'conflict'; readonly draft: DraftRecord; readonly typed: DraftContent };

/** Drafts of trials: reading them, beginning them, and saving what is typed. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * A draft of the organisation; another's is not found (rule 9).
   * @throws DomainError `drafts:not-found`
   */
  async get(organisationId: string, id: string): Promise<DraftRecord> {
    const row = UUID.test(id)
      ? await this.unitOfWork.row<DraftRow & Record<string, unknown>>(queries.draftOfOrganisation, [
          id,
          organisationId,
        ])
      : undefined;
    if (row === undefined) throw new DomainError('not-found', 'drafts:not-found');
    return toRecord(row);
  }

  /** Locks the draft until the transaction ends: whoever changes one starts here. */
  async lock(client: PoolClient, organisationId: string, id: string): Promise<DraftRecord> {
    const { rows } = UUID.test(id)
      ? await client.query<DraftRow>(queries.draftForUpdate, [id, organisationId])
      : { rows: [] };
    if (rows[0] === undefined) throw new DomainError('not-found', 'drafts:not-found');
    return toRecord(rows[0]);
  }

  /** Drafts that are not registered yet, the last changed first. */
  async open(organisationId: string): Promise<DraftRecord[]> {
    const rows = await this.unitOfWork.rows<DraftRow & Record<string, unknown>>(queries.openDrafts, [
      organisationId,
    ]);
    return rows.map(toRecord);
  }

  /** The change of a registered trial that is being written or reviewed; there is one at a time. */
  async openAmendment(trialId: string): Promise<string | undefined> {
    return (await this.unitOfWork.row<{ id: string }>(queries.openAmendment, [trialId]))?.id;
  }

  /** Begins a draft with this content. */
  async create(
    content: DraftContent,
    account: Person,
    of: { readonly purpose: DraftPurpose; readonly trialId: string | null } = {
      purpose: 'registration',
      trialId: null,
    },
  ): Promise<DraftRecord> {
    const id = await this.unitOfWork.transaction(async ({ client }) => {
      const at = this.clock.now();
      const text = JSON.stringify(content);
      const values = [account.organisationId, of.trialId, of.purpose, text, account.accountId, at];
      const { rows } = await client.query<{ id: string }>(queries.insertDraft, values);
      const draftId = rows[0]?.id ?? '';
      await client.query(queries.insertRevision, [draftId, 1, text, account.accountId, at]);
      await client.query(queries.insertEditor, [draftId, account.accountId, at]);
      await recordAct(client, {
        at,
        actor: account.name,
        action: 'begin-draft',
        organisationId: account.organisationId,
        trialId: of.trialId,
        detail: { draft: draftId, purpose: of.purpose },
      });
      return draftId;
    });
    return this.get(account.organisationId, id);
  }

  /**
   * Saves a step's form, and does what its button asks of a list.
   * @param seen the revision that the page showed
   * @param overwrite whether the writer saw what somebody else made of the step meanwhile, and wants their own
   * @throws DomainError `drafts:not-found`, `drafts:not-open`
   */
  async saveStep(
    id: string,
    step: DraftStep,
    form: SentForm,
    asked: { readonly seen: number; readonly change: string; readonly overwrite: boolean },
    account: Person,
  ): Promise<Saved> {
    const saved = await this.unitOfWork.transaction(async ({ client }): Promise<Saved> => {
      const draft = await this.lock(client, account.organisationId, id);
      requireOpen(draft);
      const filled = applyForm(draft.content, step, form);
      if (!asked.overwrite && !(await this.isUnchanged(client, draft, asked.seen, keysOfStep[step]))) {
        return { kind: 'conflict', draft, typed: filled };
      }
      const { content, at } = changeList(filled, asked.change);
      await this.write(client, draft, content, account);
      return { kind: 'saved', draft, ...(at !== undefined && { at }) };
    });
    return saved.kind === 'conflict'
      ? saved
      : { ...saved, draft: await this.get(account.organisationId, id) };
  }

  /**
   * Changes what a step holds, key by key.
   * @param changes keys of the protocol that belong to the step, each as a whole; null takes one away
   * @param seen the revision that the writer read
   * @throws DomainError `drafts:changed-meanwhile` when somebody else changed the same step since, `drafts:not-found`,
   * `drafts:not-of-step`, `drafts:not-data`, `drafts:not-open`
   */
  async changeStep(
    id: string,
    step: string,
    changes: Readonly<Record<string, unknown>>,
    seen: number,
    account: Person,
  ): Promise<DraftRecord> {
    if (!isDraftStep(step)) throw new DomainError('not-found', 'drafts:not-found');
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.lock(client, account.organisationId, id);
      requireOpen(draft);
      const changed = withChanges(draft.content, step, changes);
      if (!(await this.isUnchanged(client, draft, seen, keysOfStep[step]))) {
        throw new DomainError('conflict', 'drafts:changed-meanwhile', { name: draft.updatedBy });
      }
      await this.write(client, draft, changed, account);
    });
    return this.get(account.organisationId, id);
  }

  /**
   * Replaces the whole content.
   * @returns the draft as it is now; what somebody else saved meanwhile is refused to be overwritten
   * @throws DomainError `drafts:changed-meanwhile`
   */
  async saveWhole(id: string, content: DraftContent, seen: number, account: Person): Promise<DraftRecord> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.lock(client, account.organisationId, id);
      requireOpen(draft);
      if (draft.revision !== seen) {
        throw new DomainError('conflict', 'drafts:changed-meanwhile', { name: draft.updatedBy });
      }
      await this.write(client, draft, content, account);
    });
    return this.get(account.organisationId, id);
  }

  /** Takes a draft off the list. Its rows stay, as everything that somebody wrote. */
  async remove(id: string, account: Person): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const draft = await this.lock(client, account.organisationId, id);
      requireOpen(draft);
      await client.query(queries.changeState, [id, 'removed']);
      await recordAct(client, {
        at: this.clock.now(),
        actor: account.name,
        action: 'remove-draft',
        organisationId: account.organisationId,
        trialId: draft.trialId,
        detail: { draft: id },
      });
    });
  }

  /** What went to review the time before, to compare with; undefined the first time. */
  async lastSent({ id, revision, state }: DraftRecord): Promise<DraftContent | undefined> {
    // What is in review now is marked as sent itself.
    const before = state === 'in-review' || state === 'approved' ? revision : revision + 1;
    const row = await this.unitOfWork.row<{ content: unknown }>(queries.sentBefore, [id, before]);
    return row === undefined ? undefined : asContent(row.content);
  }

  /** Names in addresses that the organisation's trials have already. */
  async takenSlugs(organisationId: string): Promise<Set<string>> {
    const rows = await this.unitOfWork.rows<{ slug: string }>(queries.slugsOfOrganisation, [organisationId]);
    return new Set(rows.map(({ slug }) => slug));
  }

  /** Whether these keys are as they were at the revision that the writer saw. */
  private async isUnchanged(
    client: PoolClient,
    draft: DraftRecord,
    seen: number,
    keys: readonly string[],
  ): Promise<boolean> {
    if (seen === draft.revision) return true;
    const { rows } = await client.query<{ content: unknown }>(queries.revisionContent, [draft.id, seen]);
    if (rows[0] === undefined) return false;
    const before = asContent(rows[0].content);
    return keys.every(
      (key) => canonicalJson(before[key] ?? null) === canonicalJson(draft.content[key] ?? null),
    );
  }

  private async write(
    client: PoolClient,
    draft: DraftRecord,
    content: DraftContent,
    account: Person,
  ): Promise<void> {
    if (canonicalJson(content) === canonicalJson(draft.content)) return;
    const at = this.clock.now();
    const revision = draft.revision + 1;
    const text = JSON.stringify(content);
    await client.query(queries.updateContent, [draft.id, text, revision, account.accountId, at]);
    await client.query(queries.insertRevision, [draft.id, revision, text, account.accountId, at]);
    await client.query(queries.insertEditor, [draft.id, account.accountId, at]);
    await client.query(queries.dropOldRevisions, [draft.id, revision - KEPT_REVISIONS]);
  }
}

/** @throws DomainError `drafts:not-of-step`, `drafts:not-data` */
function withChanges(
  content: DraftContent,
  step: DraftStep,
  changes: Readonly<Record<string, unknown>>,
): DraftContent {
  return Object.entries(changes).reduce<DraftContent>((kept, [key, value]) => {
    if (!keysOfStep[step].includes(key)) {
      throw new DomainError('invalid', 'drafts:not-of-step', {
        key,
        step,
        keys: keysOfStep[step].join(', '),
      });
    }
    if (!isDraftValue(value)) throw new DomainError('invalid', 'drafts:not-data', { key });
    return withValue(kept, key, value === null ? undefined : value);
  }, content);
}

/** @throws DomainError `drafts:not-open` */
function requireOpen(draft: DraftRecord): void {
  if (!isOpen(draft)) throw new DomainError('conflict', 'drafts:not-open', { state: draft.state });
}
