import { Injectable } from '@nestjs/common';
import { mayDo, type Role } from '../../core/access.js';
import type { Language } from '../../platform/i18n/language.js';
import { shownText } from '../../platform/i18n/shown-text.js';
import { hasReached } from '../../trials/life-cycle.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { nextRehearsalStep } from '../../rehearsals/rehearsal-steps.js';
import { upliftedBy } from '../../rehearsals/rehearsal-truth.js';
import { RehearsalsService } from '../../rehearsals/rehearsals.service.js';
import { WalkRehearsal } from '../../rehearsals/walk-rehearsal.js';
import type { RehearsalPanelView, RehearsalRowView, TruthRowView } from './rehearsal-view.js';

/** What the workbench shows of rehearsals. */
@Injectable()
export class RehearsalPages {
  constructor(
    private readonly rehearsals: RehearsalsService,
    private readonly walk: WalkRehearsal,
  ) {}

  /** The panel of a rehearsal; undefined for any other trial. */
  async panel(
    trial: TrialRecord,
    roles: readonly Role[],
    language: Language,
  ): Promise<RehearsalPanelView | undefined> {
    const rehearsal = await this.rehearsals.find(trial.organisationId, trial.slug);
    if (rehearsal === undefined) return undefined;
    const facts = await this.walk.facts(rehearsal);
    const step = nextRehearsalStep(facts);
    const { state } = trial;
    return {
      path: `/workbench/trials/${trial.slug}/rehearsal`,
      moment: rehearsal.moment.toISOString(),
      ...(step !== undefined && { step }),
      recipients: rehearsal.recipients,
      mayHold: mayDo(roles, 'rehearsals.hold'),
      recipientsFile: state === 'registered',
      responsesFile: state === 'collecting',
      lettersFile: facts.sentBy === 'openbrief' && hasReached(state, 'mailing'),
      ...(step === undefined && { truth: await this.truth(trial, language) }),
    };
  }

  async rows(organisationId: string, language: Language): Promise<RehearsalRowView[]> {
    const rows = await this.rehearsals.ofOrganisation(organisationId);
    return rows.map(({ slug, title, state, madeBy, madeAt }) => ({
      path: `/workbench/trials/${slug}`,
      title: shownText(title, language),
      state,
      madeBy,
      madeAt: madeAt.toISOString(),
    }));
  }

  private async truth(trial: TrialRecord, language: Language): Promise<TruthRowView[]> {
    const rehearsal = await this.rehearsals.find(trial.organisationId, trial.slug);
    if (rehearsal === undefined) return [];
    const names = new Map(upliftedBy(trial.protocol).map(({ id, name }) => [id, name]));
    return (await this.walk.truth(rehearsal)).map(({ id, truth, found }) => ({
      name: shownText(names.get(id) ?? id, language),
      truth,
      ...(found !== undefined && {
        found: { ...found, hit: found.lower <= truth && truth <= found.upper },
      }),
    }));
  }
}
