import { Injectable } from '@nestjs/common';
import { WavesService } from '../mailings/waves.service.js';
import { asSystem } from '../platform/database/scope.js';
import type { Language } from '../platform/i18n/language.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { hasReached } from '../trials/life-cycle.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import type { DisclosureDocument } from './disclosure-document.js';
import type { DisclosureVersion } from './disclosure.service.js';
import { deviationsOf, type DeviationView } from './views/deviations-view.js';
import type { ResultView } from './views/result-view.js';

/** What is known of a trial's result when its page is made. */
export interface KnownResult {
  /** The newest first. */
  readonly versions: readonly DisclosureVersion[];
  readonly document: DisclosureDocument | undefined;
  readonly result: Pick<ResultView, 'ratio'> | undefined;
}

/** What a trial did otherwise than it promised, for its page. */
@Injectable()
export class DeviationsService {
  constructor(
    private readonly trials: TrialsService,
    private readonly waves: WavesService,
    private readonly clock: Clock,
  ) {}

  /** One list of all that went otherwise; empty when nothing did until now. */
  async list(
    trial: TrialRecord,
    { versions, document, result }: KnownResult,
    language: Language,
  ): Promise<DeviationView[]> {
    const [protocols, draw, postedOn] = await Promise.all([
      this.trials.versions(trial.id),
      this.trials.draw(trial.id),
      this.postedOn(trial),
    ]);
    const first = versions.at(-1);
    const { planning, power } = trial.protocol;
    return deviationsOf(
      {
        today: dutchDate(this.clock.now()),
        planning,
        plannedRecipients: power.recipients,
        amendments: protocols.flatMap(({ reason, registeredAt }) =>
          reason === null ? [] : [{ on: dutchDate(registeredAt), reason }],
        ),
        ...(trial.unblinded !== null && {
          unblinded: { on: dutchDate(trial.unblinded.at), reason: trial.unblinded.reason },
        }),
        ...(trial.stoppedAt !== null && {
          stopped: { on: dutchDate(trial.stoppedAt), reason: trial.stoppedReason ?? '' },
        }),
        ...(postedOn !== null && { postedOn }),
        // A replay's calendar is not its own: what it took over had closed long before.
        ...(draw.revealedAt !== null && trial.kind !== 'replay' && { closedOn: dutchDate(draw.revealedAt) }),
        ...(first !== undefined && { disclosedOn: dutchDate(first.publishedAt) }),
        ...(document !== undefined && { recipients: document.flow.allocated }),
        ...(result !== undefined && { ratio: result.ratio }),
        corrections: versions.flatMap(({ correction, publishedAt }) =>
          correction === null ? [] : [{ on: dutchDate(publishedAt), reason: correction }],
        ),
      },
      language,
    );
  }

  /** From the close on: before it, nobody needs to know from a page that a letter is still to come. */
  private async postedOn(trial: TrialRecord): Promise<string | null> {
    if (!hasReached(trial.state, 'closed')) return null;
    const waves = await asSystem(() => this.waves.list(trial.id));
    return waves.find(({ number }) => number === FIRST_WAVE)?.firstPostedOn ?? null;
  }
}
