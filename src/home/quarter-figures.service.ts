import { Injectable } from '@nestjs/common';
import { recordAct } from '../audit/record-act.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import * as queries from './home.queries.js';
import { quarterOf, type Quarter } from './quarter.js';

/** What an organisation did in a quarter, up to today. */
export interface QuarterFigures {
  readonly quarter: Quarter;
  /** Trials that were registered. */
  readonly trials: number;
  /** Letters that went to the post, reminders too. */
  readonly letters: number;
  /** Pages whose promised day has come, and how many of those were there by then. */
  readonly pagesDue: number;
  readonly pagesOnTime: number;
  /** Questions, objections and reports that came in, and how many of those were answered. */
  readonly questions: number;
  readonly answered: number;
}

/** What it wants of a quarter: numbers of trials and letters, and percentages; null for nothing in particular. */
export interface QuarterTargets {
  readonly trials: number | null;
  readonly letters: number | null;
  readonly pagesOnTime: number | null;
  readonly answered: number | null;
}

/** The organisation's figures of this quarter, and its own targets. */
@Injectable()
export class QuarterFiguresService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async ofThisQuarter(organisationId: string): Promise<QuarterFigures> {
    const today = dutchDate(this.clock.now());
    const quarter = quarterOf(today);
    const row = await this.unitOfWork.row<{
      trials: number;
      letters: number;
      pages_due: number;
      pages_on_time: number;
      questions: number;
      answered: number;
    }>(queries.quarterFigures, [organisationId, quarter.first, quarter.after, today]);
    return {
      quarter,
      trials: row?.trials ?? 0,
      letters: row?.letters ?? 0,
      pagesDue: row?.pages_due ?? 0,
      pagesOnTime: row?.pages_on_time ?? 0,
      questions: row?.questions ?? 0,
      answered: row?.answered ?? 0,
    };
  }

  async targets(organisationId: string): Promise<QuarterTargets> {
    const row = await this.unitOfWork.row<{
      trials: number | null;
      letters: number | null;
      pages_on_time: number | null;
      answered: number | null;
    }>(queries.targetsOfOrganisation, [organisationId]);
    return {
      trials: row?.trials ?? null,
      letters: row?.letters ?? null,
      pagesOnTime: row?.pages_on_time ?? null,
      answered: row?.answered ?? null,
    };
  }

  async setTargets(organisationId: string, targets: QuarterTargets, actor: string): Promise<void> {
    const { trials, letters, pagesOnTime, answered } = targets;
    await this.unitOfWork.transaction(async ({ client }) => {
      await client.query(queries.setTargets, [organisationId, trials, letters, pagesOnTime, answered]);
      await recordAct(client, {
        at: this.clock.now(),
        actor,
        action: 'set-targets',
        organisationId,
        trialId: null,
        detail: { ...targets },
      });
    });
  }
}
