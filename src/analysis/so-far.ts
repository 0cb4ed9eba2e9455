import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { analyseRegistered } from '../core/statistics/registered-analysis.js';
import type { RegisteredData, RegisteredResult } from '../core/statistics/registered-analysis-types.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Clock } from '../platform/process/time-and-chance.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { planForWholeTables } from '../platform/database/whole-tables.js';
import { readCounts } from './analyse-trial.js';
import { dataOf, planOf } from './analysis-plan.js';

/** What the registered analysis would say now. It is kept nowhere, and is not the result of the trial. */
export interface ResultSoFar {
  readonly at: Date;
  readonly data: RegisteredData;
  readonly result: RegisteredResult;
}

/** Results by arm before the close, for a trial of which two people agreed in public that they may be seen. */
@Injectable()
export class SoFar {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `trials:results-hidden` for a trial that is blind */
  async of(trial: TrialRecord): Promise<ResultSoFar> {
    if (trial.unblinded === null) {
      throw new DomainError('forbidden', 'trials:results-hidden', { date: trial.protocol.planning.close });
    }
    const counts = await this.unitOfWork.transaction(async ({ client }) => {
      await planForWholeTables(client);
      return readCounts(client, trial);
    });
    const data = dataOf(trial.protocol, counts);
    return { at: this.clock.now(), data, result: analyseRegistered(planOf(trial.protocol), data) };
  }
}
