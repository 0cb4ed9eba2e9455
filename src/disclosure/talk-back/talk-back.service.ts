import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../core/domain-error.js';
import { asOrganisation, asSystem } from '../../platform/database/scope.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Chance, Clock } from '../../platform/process/time-and-chance.js';
import { placeOf, TryLimit } from '../../platform/process/try-limit.js';
import { Sealer } from '../../platform/sealing/sealer.js';
import { TrialsService } from '../../trials/trials.service.js';
import { aboutPage, type MessageForm, type MessageKind } from './message-form.js';
import * as queries from './messages.queries.js';

/** Messages from one place in a quarter of an hour: more than a person writes. */
const MOST_MESSAGES = 10;

/** Nobody finds another's answer by trying: 128 bits. */
const KEY_BYTES = 16;

/** A message as whoever has its key sees it. */
export interface SentMessage {
  readonly kind: MessageKind;
  readonly page: string;
  readonly body: string;
  readonly receivedAt: Date;
  readonly hasContact: boolean;
  readonly erased: boolean;
  /** An objection that came with the code of a letter. */
  readonly tookEffect: boolean;
  readonly answer: { readonly text: string; readonly done: string; readonly at: Date } | null;
}

/** A message that was answered in public. */
export interface PublishedMessage {
  readonly id: string;
  readonly kind: MessageKind;
  readonly body: string;
  readonly answer: string;
  readonly done: string;
  readonly receivedAt: Date;
  readonly answeredAt: Date;
}

/** How many there were and how long answers took, in days; null where there is nothing to tell. */
export interface MessageFigures {
  readonly received: number;
  readonly answered: number;
  readonly medianDays: number | null;
  readonly longestOpenDays: number | null;
}

/** What was said about a trial until now, and how much of it was answered in public in one year. */
export interface TalkOfYear {
  readonly received: number;
  readonly answered: number;
  readonly answeredInYear: number;
}

const FAULTS: readonly MessageKind[] = ['fault'];
const TALK: readonly MessageKind[] = ['question', 'idea', 'objection'];

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The contact of a message is sealed for that message alone. */
export const contactOwner = (messageId: string): string => `message:${messageId}`;

/** What anybody can say to an agency from its open pages, and how they read the answer. */
@Injectable()
export class TalkBackService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly limit: TryLimit,
    private readonly sealer: Sealer,
    private readonly chance: Chance,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a message.
   * @param address IP address, for the limit alone
   * @param tookEffect whether it is an objection with the code of a letter, which works at once
   * @returns the key by which the answer is read; it is kept nowhere
   * @throws DomainError `talk-back:too-many`
   */
  async send(form: MessageForm, address: string, tookEffect = false): Promise<string> {
    await this.limit.book(
      [{ name: 'message', of: [placeOf(address)], most: MOST_MESSAGES }],
      'talk-back:too-many',
    );
    const { page, trial: about } = aboutPage(form.page);
    const trial =
      about === undefined ? undefined : await this.trials.findByAddress(about.organisation, about.slug);
    const key = this.chance.bytes(KEY_BYTES).toString('hex');
    const keep = (): Promise<void> =>
      this.unitOfWork.transaction(async ({ client }) => {
        const { rows } = await client.query<{ id: string }>(queries.insertMessage, [
          trial?.organisationId ?? null,
          trial?.id ?? null,
          form.kind,
          page,
          form.body,
          form.mayBePublic === 'yes',
          hashOf(key),
          this.clock.now(),
          tookEffect,
        ]);
        const id = rows[0]?.id ?? '';
        if (form.contact === '') return;
        const sealed = this.sealer.seal(Buffer.from(form.contact, 'utf8'), contactOwner(id));
        await client.query(queries.insertContact, [id, sealed]);
      });
    await (trial === undefined ? asSystem(keep) : asOrganisation(trial.organisationId, keep));
    return key;
  }

  /** @throws DomainError `talk-back:not-found` */
  async find(key: string): Promise<SentMessage> {
    // Whose message it is, is what the key says.
    const row = await asSystem(() =>
      this.unitOfWork.row<{
        kind: MessageKind;
        page: string;
        body: string;
        received_at: Date;
        has_contact: boolean;
        answer: string | null;
        done: string | null;
        answered_at: Date | null;
        erased_at: Date | null;
        took_effect: boolean;
      }>(queries.messageByKey, [hashOf(key)]),
    );
    if (row === undefined) throw new DomainError('not-found', 'talk-back:not-found');
    return {
      kind: row.kind,
      page: row.page,
      body: row.body,
      receivedAt: row.received_at,
      hasContact: row.has_contact,
      erased: row.erased_at !== null,
      tookEffect: row.took_effect,
      answer:
        row.answered_at === null
          ? null
          : { text: row.answer ?? '', done: row.done ?? '', at: row.answered_at },
    };
  }

  /** Erases how to reach who wrote, at their own wish. */
  async eraseContact(key: string): Promise<void> {
    await this.find(key);
    await asSystem(() => this.unitOfWork.rows(queries.eraseContactByKey, [hashOf(key)]));
  }

  /** What was answered in public about a trial, the newest first. */
  async published(trialId: string): Promise<PublishedMessage[]> {
    // Published words and no others are asked for, and nothing of who wrote.
    const rows = await asSystem(() =>
      this.unitOfWork.rows<{
        id: string;
        kind: MessageKind;
        public_body: string;
        answer: string;
        done: string;
        received_at: Date;
        answered_at: Date;
      }>(queries.publishedMessages, [trialId]),
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      body: row.public_body,
      answer: row.answer,
      done: row.done,
      receivedAt: row.received_at,
      answeredAt: row.answered_at,
    }));
  }

  /** Questions, ideas and objections about a trial. */
  talkFigures(trialId: string): Promise<MessageFigures> {
    return this.figures(trialId, TALK);
  }

  /** Questions, ideas and objections about each of some trials; those without any are left out. */
  async talkOfYear(trialIds: readonly string[], year: number): Promise<ReadonlyMap<string, TalkOfYear>> {
    // Counts alone, the same that the trials' own pages show.
    const rows = await asSystem(() =>
      this.unitOfWork.rows<{
        trial_id: string;
        received: number;
        answered: number;
        answered_in_year: number;
      }>(queries.talkOfYear, [trialIds, year, TALK]),
    );
    return new Map(
      rows.map(({ trial_id, received, answered, answered_in_year }) => [
        trial_id,
        { received, answered, answeredInYear: answered_in_year },
      ]),
    );
  }

  /** Reports of faults in pages: of a trial, or of all pages together. */
  faultFigures(trialId: string | null): Promise<MessageFigures> {
    return this.figures(trialId, FAULTS);
  }

  private async figures(trialId: string | null, kinds: readonly MessageKind[]): Promise<MessageFigures> {
    const row = await asSystem(() =>
      this.unitOfWork.row<{
        received: number;
        answered: number;
        median_days: number | null;
        longest_open_days: string | null;
      }>(queries.messageFigures, [trialId, this.clock.now(), kinds]),
    );
    return {
      received: row?.received ?? 0,
      answered: row?.answered ?? 0,
      medianDays: row?.median_days ?? null,
      longestOpenDays: row?.longest_open_days == null ? null : Number(row.longest_open_days),
    };
  }
}
