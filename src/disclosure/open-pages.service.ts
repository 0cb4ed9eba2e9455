import { Inject, Injectable } from '@nestjs/common';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Language } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { daysBetween, openPath } from './addresses.js';
import type { DisclosureDocument } from './disclosure-document.js';
import { DisclosureService, type DisclosureVersion } from './disclosure.service.js';
import { countsCsv } from './open-data.js';
import { buildDrawView } from './views/draw-view.js';
import { buildLettersView } from './views/build-letters-view.js';
import { buildProtocolView } from './views/protocol-view.js';
import { buildResultView } from './views/build-result-view.js';
import { resultFigures } from './views/result-figures.js';
import { flowArms, flowDiagramView } from './views/flow-view.js';
import type { FlowStepView, TrialView } from './views/trial-view.js';
import type { FlowCounts } from './disclosure-document.js';

/** The steps of the flow that a trial has. */
export function flowSteps(flow: FlowCounts): FlowStepView[] {
  const known = (step: FlowStepView['step'], count: number | null | undefined): FlowStepView[] =>
    count === null || count === undefined ? [] : [{ step, count }];
  return [
    { step: 'lines', count: flow.lines },
    { step: 'refused', count: flow.refused },
    { step: 'opted-out', count: flow.optedOut },
    { step: 'allocated', count: flow.allocated },
    ...known('without-letter', flow.withoutLetter),
    ...known('not-sent', flow.notSent),
    ...known('mailed', flow.mailed),
    ...known('reminders', flow.reminders),
    ...known('undeliverable', flow.undeliverable),
    { step: 'responses', count: flow.responses },
    { step: 'unmatched', count: flow.unmatched },
  ];
}

/** What the open pages show, in the reader's language. */
@Injectable()
export class OpenPagesService {
  constructor(
    private readonly trials: TrialsService,
    private readonly organisations: OrganisationsService,
    private readonly disclosures: DisclosureService,
    private readonly techniques: TechniquesService,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  /** A page that is late against its promise says so by itself. */
  private daysLate(trial: TrialRecord, disclosed: DisclosureVersion | undefined): number | undefined {
    if (disclosed !== undefined) return undefined;
    const late = daysBetween(trial.protocol.planning.disclosure, dutchDate(this.clock.now()));
    return late > 0 ? late : undefined;
  }

  /** The open page of a trial, from its registration on; the result from the disclosure on. */
  async trialView(trial: TrialRecord, language: Language): Promise<TrialView> {
    const versions = await this.disclosures.versions(trial.id);
    const newest = versions.at(0);
    const daysLate = this.daysLate(trial, newest);
    const common = await this.commonView(trial, language, newest?.document);
    const chartsPath = `${openPath(trial.protocol.organisation.slug, trial.slug)}/charts`;
    return {
      ...common,
      ...(common.result !== undefined && { result: { ...common.result, chartsPath } }),
      ...(newest !== undefined && { disclosedOn: dutchDate(newest.publishedAt) }),
      ...(daysLate !== undefined && { daysLate }),
      versions: versions.map(({ version, publishedAt, sha256, correction }) => ({
        version,
        publishedAt: publishedAt.toISOString(),
        sha256,
        ...(correction !== null && { correction: shownText(correction, language) }),
      })),
      downloads: newest === undefined ? [] : this.downloads(trial, newest),
    };
  }

  /** The page as it would be published now, for the reviewer and for the folder of a trial. */
  async previewView(
    trial: TrialRecord,
    document: DisclosureDocument,
    language: Language,
  ): Promise<TrialView> {
    return { ...(await this.commonView(trial, language, document)), versions: [], downloads: [] };
  }

  private async commonView(
    trial: TrialRecord,
    language: Language,
    document: DisclosureDocument | undefined,
  ): Promise<Omit<TrialView, 'versions' | 'downloads'>> {
    const { protocol } = trial;
    const [organisation, versions, draw] = await Promise.all([
      this.organisations.get(trial.organisationId),
      this.trials.versions(trial.id),
      this.trials.draw(trial.id),
    ]);
    const figures = document === undefined ? undefined : resultFigures(document, protocol, language);
    const { source } = protocol;
    const result =
      figures === undefined ? undefined : await buildResultView(figures, language, this.translator);
    return {
      kind: trial.kind,
      external: protocol.allocation === 'external',
      path: openPath(protocol.organisation.slug, trial.slug),
      title: shownText(protocol.title, language),
      organisation: {
        name: organisation.name,
        email: organisation.contact.email,
        url: organisation.contact.url,
      },
      state: trial.state,
      ...(trial.stoppedAt !== null && {
        stopped: { on: dutchDate(trial.stoppedAt), reason: shownText(trial.stoppedReason ?? '', language) },
      }),
      promisedOn: protocol.planning.disclosure,
      ...(source !== undefined && {
        source: {
          citation: source.citation,
          ...(source.url !== undefined && { url: source.url }),
          caveats: source.caveats.map((caveat) => shownText(caveat, language)),
        },
      }),
      protocol: buildProtocolView(
        protocol,
        versions.map(({ version, hash, reason, registeredAt }) => ({
          version,
          sha256: hash,
          registeredAt: registeredAt.toISOString(),
          ...(reason !== null && { reason }),
        })),
        language,
      ),
      letters: buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator),
      draw: buildDrawView(trial, draw, openPath(protocol.organisation.slug, trial.slug)),
      flow: document === undefined ? [] : flowSteps(document.flow),
      ...(document !== undefined && {
        flowDiagram: flowDiagramView(
          document.flow,
          flowArms(result),
          protocol.allocation === 'external',
          language,
          this.translator,
        ),
      }),
      ...(result !== undefined && { result }),
    };
  }

  private downloads(trial: TrialRecord, { document }: DisclosureVersion): TrialView['downloads'] {
    const path = openPath(trial.protocol.organisation.slug, trial.slug);
    const kilobytes = (text: string): number => Math.max(0.1, Buffer.byteLength(text) / 1000);
    return [
      {
        name: 'counts',
        path: `${path}/counts.csv`,
        format: 'CSV',
        kilobytes: kilobytes(countsCsv(document)),
      },
      {
        name: 'analysis',
        path: `${path}/disclosure.json`,
        format: 'JSON',
        kilobytes: kilobytes(JSON.stringify(document)),
      },
      {
        name: 'protocol',
        path: `${path}/protocol.json`,
        format: 'JSON',
        kilobytes: kilobytes(JSON.stringify(trial.protocol)),
      },
    ];
  }
}
