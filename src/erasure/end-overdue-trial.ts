import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { DomainError } from '../core/domain-error.js';
import type { Translator } from '../platform/i18n/translate.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { EndTrial } from '../trials/end-trial.js';
import { hasReached } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';

const actor: Actor = { accountId: null, name: 'erasure', organisationId: null };

/**
 * Brings a trial whose data go today to where it needs them no more. The promise to the recipients is public and wins:
 * who needs the data longer amends the protocol before that day. A trial that collects is closed, which its protocol
 * planned for an earlier day; one that did not get so far is stopped, with that as the reason. What is closed is analysed
 * while the values known before the draw are still there, by the analysis that was registered.
 */
@Injectable()
export class EndOverdueTrial {
  private readonly logger = new Logger('Erasure');

  constructor(
    private readonly endTrial: EndTrial,
    private readonly analyseTrial: AnalyseTrial,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  async end(trial: TrialRecord): Promise<void> {
    const { retainUntil: date } = trial.protocol.data;
    let { state } = trial;
    if (!hasReached(state, 'closed')) {
      const reason = this.translator.translate('nl', 'recipients:stopped-for-erasure', { date });
      const ended =
        state === 'collecting'
          ? await this.endTrial.close(trial.id, actor)
          : await this.endTrial.stop(trial.id, reason, actor);
      state = ended.state;
    }
    if (state === 'closed') await this.analyse(trial.id);
  }

  /** What can't be analysed is erased all the same. */
  private async analyse(trialId: string): Promise<void> {
    try {
      await this.analyseTrial.analyse(trialId, actor);
    } catch (error) {
      if (error instanceof DomainError) this.logger.warn({ trial: trialId, notAnalysed: error.code });
      else this.logger.error(error);
    }
  }
}
