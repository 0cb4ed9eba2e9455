import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../accounts/actor.js';
import { recordAct } from '../../audit/record-act.js';
import { DomainError } from '../../core/domain-error.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Clock } from '../../platform/process/time-and-chance.js';
import { Sealer } from '../../platform/sealing/sealer.js';
import type { MessageKind } from './message-form.js';
import * as queries from './messages.queries.js';
import { contactOwner } from './talk-back.service.js';

const words = (longest: number) =>
  z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(1).max(longest));

/** An answer as the workbench sends it; `publicBody` is there when it is answered in public. */
export const answerFormSchema = z.object({
  answer: words(8_000),
  done: words(2_000),
  publish: z.literal('yes').optional(),
  publicBody: z.string().trim().max(4_000).default(''),
});
export type AnswerForm = Readonly<z.output<typeof answerFormSchema>>;

/** For whom messages are handled: an organisation, and pages of no agency alone for those who look after the service. */
export interface Desk {
  readonly organisationId: string;
  readonly withShared: boolean;
}

/** A message as the desk sees it. */
export interface MessageRecord {
  readonly id: string;
  readonly kind: MessageKind;
  readonly page: string;
  readonly body: string;
  readonly mayBePublic: boolean;
  readonly receivedAt: Date;
  readonly contact: string | null;
  readonly answer: {
    readonly text: string;
    readonly done: string;
    readonly by: string;
    readonly at: Date;
    readonly isPublic: boolean;
  } | null;
  readonly erased: boolean;
}

/** More than this on one page nobody reads; the open ones come first. */
const MOST_SHOWN = 200;

const DAY = 86_400_000;
/** Days after the answer until the contact goes, and until the words of a private answer go. */
const CONTACT_DAYS = 30;
const BODY_DAYS = 365;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Answering what people say back. */
@Injectable()
export class HandleMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** What waits for an answer, the longest waiting first, and then what was answered. */
  async list({ organisationId, withShared }: Desk): Promise<MessageRecord[]> {
    const rows = await this.unitOfWork.rows<{
      id: string;
      kind: MessageKind;
      page: string;
      body: string;
      may_be_public: boolean;
      received_at: Date;
      answer: string | null;
      done: string | null;
      public_body: string | null;
      answered_by: string | null;
      answered_at: Date | null;
      erased_at: Date | null;
      contact: Buffer | null;
    }>(queries.messagesOfOrganisation, [organisationId, withShared, MOST_SHOWN]);
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      page: row.page,
      body: row.body,
      mayBePublic: row.may_be_public,
      receivedAt: row.received_at,
      contact:
        row.contact === null ? null : this.sealer.open(row.contact, contactOwner(row.id)).toString('utf8'),
      answer:
        row.answered_at === null
          ? null
          : {
              text: row.answer ?? '',
              done: row.done ?? '',
              by: row.answered_by ?? '',
              at: row.answered_at,
              isPublic: row.public_body !== null,
            },
      erased: row.erased_at !== null,
    }));
  }

  /**
   * Answers a message, once: what was answered in public stays as it was.
   * @throws DomainError `talk-back:not-found`, `talk-back:answered`, `talk-back:not-public` when who wrote did not
   *   agree to a public answer, `talk-back:public-words-missing`
   */
  async answer(desk: Desk, id: string, form: AnswerForm, actor: Actor): Promise<void> {
    const isPublic = form.publish === 'yes';
    await this.unitOfWork.transaction(async ({ client }) => {
      const found = await client.query<{
        trial_id: string | null;
        may_be_public: boolean;
        answered_at: Date | null;
      }>(queries.messageForUpdate, [UUID.test(id) ? id : null, desk.organisationId, desk.withShared]);
      const message = found.rows[0];
      if (message === undefined) throw new DomainError('not-found', 'talk-back:not-found');
      if (message.answered_at !== null) throw new DomainError('conflict', 'talk-back:answered');
      if (isPublic && !message.may_be_public) throw new DomainError('conflict', 'talk-back:not-public');
      if (isPublic && form.publicBody === '')
        throw new DomainError('invalid', 'talk-back:public-words-missing');
      const at = this.clock.now();
      await client.query(queries.answerMessage, [
        id,
        form.answer,
        form.done,
        isPublic ? form.publicBody.replaceAll('\r\n', '\n') : null,
        actor.name,
        at,
      ]);
      await recordAct(client, {
        at,
        actor: actor.name,
        action: 'answer-message',
        organisationId: desk.organisationId,
        trialId: message.trial_id,
        detail: { public: isPublic },
      });
    });
  }

  /** Erases how to reach who wrote. */
  async eraseContact(desk: Desk, id: string): Promise<void> {
    await this.unitOfWork.transaction(async ({ client }) => {
      const found = await client.query(queries.messageForUpdate, [
        UUID.test(id) ? id : null,
        desk.organisationId,
        desk.withShared,
      ]);
      if (found.rowCount === 0) throw new DomainError('not-found', 'talk-back:not-found');
      await client.query(queries.eraseContact, [id]);
    });
  }

  /** Every night: contacts a month after the answer, words that are not public a year after it. */
  async eraseDue(): Promise<void> {
    const now = this.clock.now();
    const before = (days: number): Date => new Date(now.getTime() - days * DAY);
    await this.unitOfWork.transaction(async ({ client }) => {
      await client.query(queries.eraseOldContacts, [before(CONTACT_DAYS)]);
      await client.query(queries.eraseOldBodies, [before(BODY_DAYS), now]);
      await client.query(queries.eraseOldOriginals, [before(BODY_DAYS), now]);
    });
  }
}
