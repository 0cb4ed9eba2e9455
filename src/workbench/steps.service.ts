import { Injectable } from '@nestjs/common';
import { AllocationService } from '../allocation/allocation.service.js';
import { promisedPulse, pulseAddress } from '../core/randomisation/promised-pulse.js';
import { ProofsService } from '../mailings/proofs.service.js';
import type { Language } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { workbenchPath } from './workbench-path.js';
import type { ConfirmedStep, StepFacts, StepView } from './views/next-step.js';

/** What the workbench knows of where a trial stands. */
@Injectable()
export class StepsService {
  constructor(
    private readonly trials: TrialsService,
    private readonly allocation: AllocationService,
    private readonly proofs: ProofsService,
    private readonly clock: Clock,
  ) {}

  async facts(trial: TrialRecord): Promise<StepFacts> {
    const { protocol, state } = trial;
    const [{ recipients }, draw] = await Promise.all([
      this.allocation.recipientTotals(trial.id),
      this.trials.draw(trial.id),
    ]);
    const { sentBy } = protocol.letter;
    const proofs = state === 'allocated' && sentBy === 'openbrief' ? await this.proofs.list(trial) : [];
    return {
      state,
      recipients,
      allocation: protocol.allocation,
      sentBy,
      beacon: protocol.randomness === undefined ? 'none' : draw.list === null ? 'open' : 'closed',
      approved: proofs.every(({ approval }) => approval !== null),
      today: dutchDate(this.clock.now()),
      close: protocol.planning.close,
    };
  }

  async view(trial: TrialRecord, step: ConfirmedStep, language: Language): Promise<StepView> {
    const { protocol } = trial;
    const { recipients } = await this.allocation.recipientTotals(trial.id);
    const pulse = protocol.randomness === undefined ? undefined : promisedPulse(protocol.randomness);
    const trialPath = workbenchPath(trial);
    return {
      step,
      path: `${trialPath}/steps/${step}`,
      trialPath,
      title: shownText(protocol.title, language),
      recipients,
      closeOn: protocol.planning.close,
      ...(pulse !== undefined && {
        pulse: {
          kind: pulse.kind,
          reference: pulse.reference,
          at: pulse.at.toISOString(),
          address: pulseAddress(pulse),
        },
      }),
    };
  }
}
