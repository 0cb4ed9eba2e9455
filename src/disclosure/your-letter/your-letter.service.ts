import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/record-act.js';
import { DomainError } from '../../core/domain-error.js';
import { readLetterCode } from '../../core/post/letter-code.js';
import { recipientKey } from '../../core/randomisation/commitment.js';
import { asOrganisation } from '../../platform/database/scope.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Clock } from '../../platform/process/time-and-chance.js';
import { keyOf, placeOf, tooMany, TryLimit, WINDOW_MINUTES } from '../../platform/process/try-limit.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { TrialsService } from '../../trials/trials.service.js';

/** Wrong codes from one place in a quarter of an hour; a code has 75 random bits, so this is for the server's sake. */
const WRONG_CODES = 30;

const TOO_MANY = 'your-letter:too-many-codes';

type FoundRow =
  | { readonly trial_id: null; readonly waits_since: Date | null }
  | {
      readonly trial_id: string;
      readonly arm: number;
      readonly objected: boolean;
      readonly changes: string;
      readonly waits_since: null;
    };

/** What a letter code opens: which trial and which group, and nothing about who has it or whether they responded. */
interface Letter {
  readonly code: string;
  /** Index into the arms of the protocol. */
  readonly arm: number;
  /** The line of the public list of the draw that is this letter's, hexadecimal. */
  readonly key: string;
  readonly objected: boolean;
}

/** Where a code leads, before its trial is read. */
export interface LetterPlace extends Letter {
  readonly trialId: string;
  /** A page about this place that was made at the same number is as it would be made now. */
  readonly changes: string;
}

export interface YourLetter extends Letter {
  readonly trial: TrialRecord;
}

/** What a citizen can do with the code on their letter. The code is the only key. */
@Injectable()
export class YourLetterService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trials: TrialsService,
    private readonly limit: TryLimit,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the place of a code, by one question to the database.
   * @param typed the code as somebody typed it
   * @param address IP address, for the limit on guesses alone
   * @throws DomainError `your-letter:code-wrong` for what can't be a code, `your-letter:code-unknown`, `your-letter:too-many-codes`
   */
  async place(typed: string, address: string): Promise<LetterPlace> {
    const place = { name: 'letter-code', of: [placeOf(address)] };
    const code = readLetterCode(typed);
    if (code === undefined) {
      await this.limit.book([{ ...place, most: WRONG_CODES }], TOO_MANY);
      throw new DomainError('invalid', 'your-letter:code-wrong');
    }
    const now = this.clock.now();
    const since = new Date(now.getTime() - WINDOW_MINUTES * 60_000);
    // Whose trial it is, is what the code says.
    const row = await this.unitOfWork.ownRow<FoundRow>(
      'find_letter',
      'select * from find_letter($1, $2, $3, $4, $5)',
      [code, keyOf(place), WRONG_CODES, now, since],
    );
    if (row?.waits_since instanceof Date) throw tooMany(TOO_MANY, now, row.waits_since);
    if (row === undefined || row.trial_id === null)
      throw new DomainError('not-found', 'your-letter:code-unknown');
    return {
      code,
      trialId: row.trial_id,
      arm: row.arm,
      key: recipientKey(code).toString('hex'),
      objected: row.objected,
      changes: row.changes,
    };
  }

  /** The trial that a code is of. */
  async opened({ trialId, changes: _changes, ...letter }: LetterPlace): Promise<YourLetter> {
    return { ...letter, trial: await this.trials.get(trialId) };
  }

  /** Both at once; see `place`. */
  async find(typed: string, address: string): Promise<YourLetter> {
    return this.opened(await this.place(typed, address));
  }

  /** Takes whoever has this code out of later letters. Doing it again changes nothing. */
  async object(letter: YourLetter): Promise<void> {
    const ofTrial = letter.trial.organisationId;
    await asOrganisation(ofTrial, () =>
      this.unitOfWork.transaction(async ({ client }) => {
        const at = this.clock.now();
        const made = await client.query(
          `insert into objections (trial_id, number, made_at)
         select trial_id, number, $3 from allocations where trial_id = $1 and letter_code = $2
         on conflict do nothing`,
          [letter.trial.id, letter.code, at],
        );
        if (made.rowCount === 0) return;
        await recordAct(client, {
          at,
          actor: 'letter code',
          action: 'object',
          organisationId: letter.trial.organisationId,
          trialId: letter.trial.id,
          // Neither code nor number: the trail is read by more people than the letters are.
          detail: {},
        });
      }),
    );
  }
}
