import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/record-act.js';
import { DomainError } from '../../core/domain-error.js';
import { readLetterCode } from '../../core/post/letter-code.js';
import { recipientKey } from '../../core/randomisation/commitment.js';
import { asOrganisation, asSystem } from '../../platform/database/scope.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Clock } from '../../platform/process/time-and-chance.js';
import { placeOf, TryLimit } from '../../platform/process/try-limit.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { TrialsService } from '../../trials/trials.service.js';

/** Wrong codes from one place in a quarter of an hour; a code has 75 random bits, so this is for the server's sake. */
const WRONG_CODES = 30;

/** What a letter code opens: which trial and which group, and nothing about who has it or whether they responded. */
export interface YourLetter {
  readonly code: string;
  readonly trial: TrialRecord;
  /** Index into the arms of the protocol. */
  readonly arm: number;
  /** The line of the public list of the draw that is this letter's, hexadecimal. */
  readonly key: string;
  readonly objected: boolean;
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
   * @param typed the code as somebody typed it
   * @param address IP address, for the limit on guesses alone
   * @throws DomainError `your-letter:code-wrong` for what can't be a code, `your-letter:code-unknown`, `your-letter:too-many-codes`
   */
  async find(typed: string, address: string): Promise<YourLetter> {
    const place = { name: 'letter-code', of: [placeOf(address)] };
    await this.limit.book([{ ...place, most: WRONG_CODES }], 'your-letter:too-many-codes');
    const code = readLetterCode(typed);
    if (code === undefined) throw new DomainError('invalid', 'your-letter:code-wrong');
    // Whose trial it is, is what the code says.
    const row = await asSystem(() =>
      this.unitOfWork.row<{ trial_id: string; arm: number; objected: boolean }>(
        `select a.trial_id, a.arm, o.number is not null as objected
         from allocations a join trials t on t.id = a.trial_id left join objections o on o.trial_id = a.trial_id and o.number = a.number
         where a.letter_code = $1`,
        [code],
      ),
    );
    if (row === undefined) throw new DomainError('not-found', 'your-letter:code-unknown');
    await this.limit.forget(place);
    return {
      code,
      trial: await this.trials.get(row.trial_id),
      arm: row.arm,
      key: recipientKey(code).toString('hex'),
      objected: row.objected,
    };
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
