import { Injectable } from '@nestjs/common';
import { DomainError } from '../../core/domain-error.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { placeOf, TryLimit } from '../../platform/process/try-limit.js';

/** Rounds that count from one place in a quarter of an hour: a family, or some of a class, and nobody's thousand. */
const MOST_ROUNDS = 10;

/** Of fewer answers nothing is told: a share of them means little, and one player's part in it could be seen. */
export const FEWEST_ANSWERS = 30;

/** One answer of a round that was played to its end. */
export interface Finding {
  /** Id of the catalogue. */
  readonly technique: string;
  readonly right: boolean;
}

/** How often a technique was found: `found` of every 100 answers, of at least `answers`, rounded down to tens. */
export interface FoundBefore {
  readonly found: number;
  readonly answers: number;
}

// In one order, so that two rounds that end at once never wait for each other.
const addFindings = `
  insert into technique_findings (technique, asked, found)
  select technique, count(*), count(*) filter (where is_right)
  from unnest($1::text[], $2::boolean[]) as finding (technique, is_right)
  group by technique order by technique
  on conflict (technique) do update
    set asked = technique_findings.asked + excluded.asked, found = technique_findings.found + excluded.found`;

/** How all players together did, technique by technique. Counts are kept, and neither rounds nor players. */
@Injectable()
export class TechniqueFindings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Counts a round. One too many from the same place is not counted, and its player is not bothered with that.
   * @param address IP address, for the limit alone
   */
  async count(findings: readonly Finding[], address: string): Promise<void> {
    try {
      await this.limit.book(
        [{ name: 'lesson-round', of: [placeOf(address)], most: MOST_ROUNDS }],
        'outreach:too-many',
      );
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'too-many') return;
      throw error;
    }
    await this.unitOfWork.rows(addFindings, [
      findings.map(({ technique }) => technique),
      findings.map(({ right }) => right),
    ]);
  }

  /** What is told of techniques; those with too few answers are left out. */
  async told(): Promise<ReadonlyMap<string, FoundBefore>> {
    const rows = await this.unitOfWork.rows<{ technique: string; found: number; answers: number }>(
      `select technique, round(100.0 * found / asked)::int as found, (asked / 10 * 10)::int as answers
       from technique_findings where asked >= $1`,
      [FEWEST_ANSWERS],
    );
    return new Map(rows.map(({ technique, ...told }) => [technique, told]));
  }
}
