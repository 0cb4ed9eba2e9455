import { Inject, Injectable } from '@nestjs/common';
import { AllocationService } from '../allocation/allocation.service.js';
import { AnalyseTrial, type AnalysisRecord } from '../analysis/analyse-trial.js';
import { SoFar } from '../analysis/so-far.js';
import type { RegisteredData } from '../core/statistics/registered-analysis-types.js';
import type { Language } from '../platform/i18n/language.js';
import { shownText, type ShownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { hasReached } from '../trials/life-cycle.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { DisclosureService } from './disclosure.service.js';
import { buildResultView } from './views/build-result-view.js';
import { flowArms, flowDiagramView, type FlowDiagramView } from './views/flow-view.js';
import { furtherInFull } from './views/further-figures.js';
import { resultFigures } from './views/result-figures.js';
import type { ResultView, StratumView } from './views/result-view.js';
import { byStratum, strataView } from './views/strata-view.js';

/** The analysis of a trial for the agency itself: all of it, before and after it is disclosed. */
@Injectable()
export class AgencyAnalysis {
  constructor(
    private readonly analysis: AnalyseTrial,
    private readonly resultSoFar: SoFar,
    private readonly allocation: AllocationService,
    private readonly disclosures: DisclosureService,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** The result, absent before the analysis was done. */
  async result(trial: TrialRecord, language: Language): Promise<ResultView | undefined> {
    if (!hasReached(trial.state, 'analysed')) return undefined;
    const record = await this.analysis.get(trial.id);
    const { data, result, overTime, further } = record;
    const arms = armTotals(trial, data);
    const inFull = further === null ? null : furtherInFull(further);
    const figures = resultFigures({ arms, result, overTime, further: inFull }, trial.protocol, language);
    if (figures === undefined) return undefined;
    const strata = await this.strata(trial, record, language);
    return buildResultView({ ...figures, ...(strata.length > 1 && { strata }) }, language, this.translator);
  }

  /**
   * What came out so far, of a trial that was unblinded early; absent for any other, and once the analysis was done.
   * A comparison that can't be made yet is told as such.
   */
  async soFar(trial: TrialRecord, language: Language): Promise<ResultView | undefined> {
    if (trial.unblinded === null || hasReached(trial.state, 'analysed')) return undefined;
    const { data, result } = await this.resultSoFar.of(trial);
    const figures = resultFigures(
      { arms: armTotals(trial, data), result, overTime: null },
      trial.protocol,
      language,
    );
    return figures === undefined ? undefined : buildResultView(figures, language, this.translator);
  }

  /** The flow: totals as long as the trial runs, by arm from the analysis on. */
  async flow(
    trial: TrialRecord,
    result: ResultView | undefined,
    language: Language,
  ): Promise<FlowDiagramView> {
    const flow = await this.disclosures.flow(trial);
    const returned = new Map<string, number>();
    if (result !== undefined) {
      const { further } = await this.analysis.get(trial.id);
      for (const { arm, undeliverable } of further?.complier?.arms ?? [])
        returned.set(this.named(trial, language)(arm).text, undeliverable);
    }
    const external = trial.protocol.allocation === 'external';
    return flowDiagramView(flow, flowArms(result, returned), external, language, this.translator);
  }

  private named({ protocol }: TrialRecord, language: Language): (arm: string) => ShownText {
    return (arm) => shownText(protocol.arms.find(({ id }) => id === arm)?.name ?? arm, language);
  }

  /** By the values of the strata, which the agency knows and the public list does not have. */
  private async strata(
    trial: TrialRecord,
    { data, result }: AnalysisRecord,
    language: Language,
  ): Promise<StratumView[]> {
    if (trial.protocol.strata.length === 0) return [];
    const values = new Map(
      (await this.allocation.strata(trial.id)).map(({ label, values: own }) => [label, own.join(', ')]),
    );
    const labelled = byStratum(data.counts).map((stratum) => ({
      ...stratum,
      label: values.get(stratum.label) ?? stratum.label,
    }));
    const arms = trial.protocol.arms.filter(({ weight }) => weight > 0).map(({ id }) => id);
    return strataView(
      labelled,
      arms,
      trial.protocol.reference,
      result.confidenceLevel,
      this.named(trial, language),
    );
  }
}

/** All counts of each arm: the agency's own, and so none withheld. */
function armTotals({ protocol }: TrialRecord, { counts }: RegisteredData) {
  return protocol.arms.map(({ id: arm }) => {
    const own = counts.filter((count) => count.arm === arm);
    return {
      arm,
      withheld: false as const,
      n: own.reduce((sum, { n }) => sum + n, 0),
      x: own.reduce((sum, { x }) => sum + x, 0),
    };
  });
}
