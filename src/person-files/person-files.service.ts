import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../accounts/actor.js';
import { recordAct } from '../audit/record-act.js';
import { DomainError } from '../core/domain-error.js';
import { formatLetterCode } from '../core/post/letter-code.js';
import { MadeLetters } from '../mailings/made-letters.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Chance, Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { findRecipient, type RecipientSearch } from '../recipients/find-recipient.js';
import { encodePersonalData, type PersonalData } from '../recipients/personal-data.js';
import { TrialKeysService } from '../recipients/trial-keys.service.js';
import { hasReached } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import * as queries from './person-file.queries.js';

/** All that a trial keeps of one person. Moments are ISO 8601, days yyyy-mm-dd. */
export interface PersonFile {
  readonly trial: { readonly organisation: string; readonly name: string; readonly retainUntil: string };
  readonly madeAt: string;
  /** Line of the file that they came in with. */
  readonly line: number;
  readonly reference: string;
  /**
   * Null before the close for who was found by reference: the code opens the letter for whoever has it, and so would tell
   * the arm beside the response, of everybody whose reference is known.
   */
  readonly letterCode: string | null;
  /** Null where the trial has no addresses; empty texts once they were erased. */
  readonly personal: PersonalData | null;
  readonly strata: Readonly<Record<string, string>>;
  readonly cluster: string | null;
  readonly optedOut: boolean;
  /**
   * Name of the arm; null before the close. Beside a response it would be a result by arm (rule 5), and whoever has the
   * letter can see it at once: the code on it opens their letter for themselves.
   */
  readonly arm: string | null;
  readonly letters: readonly {
    readonly wave: number;
    readonly batch: number;
    readonly state: string;
    readonly postedOn: string | null;
  }[];
  readonly withheld: readonly { readonly wave: number; readonly reason: string; readonly at: string }[];
  readonly responses: readonly {
    readonly kind: string;
    readonly respondedOn: string;
    readonly receivedAt: string;
  }[];
  readonly returns: readonly { readonly wave: number; readonly returnedOn: string }[];
  readonly notices: readonly { readonly kind: string; readonly at: string }[];
  readonly erasedAt: string | null;
}

/** What became of somebody's data. */
export interface PersonErasure {
  /** False when it had been done before. */
  readonly isNew: boolean;
  /** Files with their letter that stay until the print shop has had them, or the trial is erased. */
  readonly filesLeft: number;
}

interface KeptRow {
  readonly reference: string;
  readonly line: number;
  readonly stratum: string;
  readonly cluster: string | null;
  readonly optedOut: boolean;
  readonly personal: Buffer | null;
  readonly letterCode: string | null;
  readonly arm: number | null;
  readonly erasedAt: Date | null;
}

const nothing: PersonalData = {
  initials: '',
  prefix: '',
  surname: '',
  gender: 'unknown',
  businessName: '',
  street: '',
  houseNumber: '',
  addition: '',
  postcode: '',
  place: '',
  country: '',
  fields: {},
};

/** Between the values of the stratum columns of a recipient. */
const UNIT_SEPARATOR = '\u001f';

/** Access to, and erasure of, what a trial keeps of one person (GDPR, articles 15 and 17). */
@Injectable()
export class PersonFiles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly keys: TrialKeysService,
    private readonly madeLetters: MadeLetters,
    private readonly files: FileStore,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /**
   * Opens all that is kept of somebody, and books that it was opened.
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`
   */
  async open(trial: TrialRecord, search: RecipientSearch, actor: Actor): Promise<PersonFile> {
    return this.unitOfWork.transaction(async ({ client }) => {
      const number = await findRecipient(client, trial.id, search);
      const file = await this.read(client, trial, number, search.letterCode !== undefined);
      await this.record(client, trial, 'open-person-file', actor);
      return file;
    });
  }

  /**
   * Erases name, address, merge fields and reference of somebody. Their arm, letters and responses stay as counts, under
   * a code that nobody's name belongs to any more; as long as the trial runs no letter goes to them.
   * @throws DomainError `recipients:not-found`, `recipients:search-empty`, `persons:before-draw`
   */
  async erase({ id }: TrialRecord, search: RecipientSearch, actor: Actor): Promise<PersonErasure> {
    const { done, gone } = await this.unitOfWork.transaction(async ({ client }) => {
      const trial = await this.trials.lock(client, id);
      if (!hasReached(trial.state, 'allocated')) throw new DomainError('conflict', 'persons:before-draw');
      const number = await findRecipient(client, trial.id, search);
      // First, so that a batch that is being booked has either booked them or sees what is booked here.
      await this.madeLetters.waitForBookings(client, trial.id, number);
      const made = await client.query<{ name: string; handedOver: boolean }>(queries.files, [
        trial.id,
        number,
      ]);
      const filesLeft = made.rows.filter(({ handedOver }) => !handedOver).length;
      const at = this.clock.now();
      const values = [trial.id, number, at, actor.name, filesLeft];
      if ((await client.query(queries.recordErasure, values)).rowCount === 0)
        return { done: { isNew: false, filesLeft }, gone: [] };
      await this.eraseRows(client, trial, number, at);
      await this.record(client, trial, 'erase-person', actor);
      const handed = made.rows.flatMap(({ name, handedOver }) => (handedOver ? [name] : []));
      return { done: { isNew: true, filesLeft }, gone: handed };
    });
    // What the print shop has had is not needed any more, and nobody can take one letter out of it.
    for (const name of gone) await this.files.remove(name);
    return done;
  }

  private async eraseRows(client: PoolClient, trial: TrialRecord, number: number, at: Date): Promise<void> {
    const { rows } = await client.query<KeptRow>(queries.kept, [trial.id, number]);
    const [row] = rows;
    if (row === undefined) throw new DomainError('not-found', 'recipients:not-found');
    const box = await this.keys.open(client, trial.id);
    const empty = box.isSealed ? box.seal(number, nothing) : Buffer.from(encodePersonalData(nothing));
    const reference = `erased-${this.chance.bytes(16).toString('hex')}`;
    await client.query(queries.eraseRow, [trial.id, number, empty, reference]);
    await client.query(queries.eraseUnmatched, [trial.id, row.reference, row.letterCode]);
    await client.query(queries.eraseRefusals, [trial.id, row.reference]);
    if (!hasReached(trial.state, 'closed')) await client.query(queries.object, [trial.id, number, at]);
  }

  private async read(
    client: PoolClient,
    trial: TrialRecord,
    number: number,
    hasTheCode: boolean,
  ): Promise<PersonFile> {
    const key = [trial.id, number];
    const { rows } = await client.query<KeptRow>(queries.kept, key);
    const [row] = rows;
    if (row === undefined) throw new DomainError('not-found', 'recipients:not-found');
    const box = row.personal === null ? undefined : await this.keys.open(client, trial.id);
    const letters = await client.query<PersonFile['letters'][number]>(queries.letters, key);
    const withheld = await client.query<{ wave: number; reason: string; at: Date }>(queries.withheld, key);
    const responses = await client.query<{ kind: string; respondedOn: string; receivedAt: Date }>(
      queries.responses,
      key,
    );
    const returns = await client.query<PersonFile['returns'][number]>(queries.returns, key);
    const notices = await client.query<{ kind: string; at: Date }>(queries.notices, key);
    const { protocol } = trial;
    const values = row.stratum.split(UNIT_SEPARATOR);
    const isClosed = hasReached(trial.state, 'closed');
    return {
      trial: {
        organisation: protocol.organisation.slug,
        name: trial.slug,
        retainUntil: protocol.data.retainUntil,
      },
      madeAt: this.clock.now().toISOString(),
      line: row.line,
      reference: row.reference,
      letterCode:
        row.letterCode !== null && (isClosed || hasTheCode) ? formatLetterCode(row.letterCode) : null,
      personal: row.personal === null || box === undefined ? null : box.open(number, row.personal),
      strata: Object.fromEntries(protocol.strata.map((name, place) => [name, values[place] ?? ''])),
      cluster: row.cluster,
      optedOut: row.optedOut,
      arm: isClosed && row.arm !== null ? (protocol.arms[row.arm]?.id ?? null) : null,
      letters: letters.rows,
      withheld: withheld.rows.map((one) => ({ ...one, at: one.at.toISOString() })),
      responses: responses.rows.map((one) => ({ ...one, receivedAt: one.receivedAt.toISOString() })),
      returns: returns.rows,
      notices: notices.rows.map(({ kind, at }) => ({ kind, at: at.toISOString() })),
      erasedAt: row.erasedAt?.toISOString() ?? null,
    };
  }

  private async record(client: PoolClient, trial: TrialRecord, action: string, actor: Actor): Promise<void> {
    await recordAct(client, {
      at: this.clock.now(),
      actor: actor.name,
      action,
      organisationId: trial.organisationId,
      trialId: trial.id,
      // Not who: the trail is read by more people than this is.
      detail: {},
    });
  }
}
