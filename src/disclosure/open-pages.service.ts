import { Inject, Injectable } from '@nestjs/common';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { pathIn, type Language } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { heldBackBecause } from '../trials/protocol/held-back.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { GroundClaims } from '../trials/ground-claims.js';
import { TrialsService } from '../trials/trials.service.js';
import { daysBetween, openPath } from './addresses.js';
import { DeviationsService } from './deviations.service.js';
import type { DisclosureDocument } from './disclosure-document.js';
import { DisclosureService, type DisclosureVersion } from './disclosure.service.js';
import { sharedPage } from './outreach/shared-page.js';
import { countsCsv } from './open-data/counts-csv.js';
import { countsJson, csvDictionary } from './open-data/counts-dictionary.js';
import { OpenDataService } from './open-data/open-data.service.js';
import { talkBackView } from './talk-back/talk-back-view.js';
import { TalkBackService } from './talk-back/talk-back.service.js';
import { buildDrawView } from './views/draw-view.js';
import { buildLettersView } from './views/build-letters-view.js';
import { buildProtocolView } from './views/protocol-view.js';
import { buildResultView } from './views/build-result-view.js';
import { resultFigures } from './views/result-figures.js';
import { flowArms, flowDiagramView } from './views/flow-view.js';
import { unblindingView } from './views/unblinding-view.js';
import type { VerifyView } from './views/verify-view.js';
import { versionViews, type FlowStepView, type TrialView } from './views/trial-view.js';
import type { FlowTotal, PublishedFlow } from './publishable-flow.js';

/** The steps in their order, with the total that each of them is. */
const FLOW_STEPS: readonly (readonly [FlowStepView['step'], FlowTotal | 'allocated'])[] = [
  ['lines', 'lines'],
  ['refused', 'refused'],
  ['opted-out', 'optedOut'],
  ['allocated', 'allocated'],
  ['without-letter', 'withoutLetter'],
  ['not-sent', 'notSent'],
  ['mailed', 'mailed'],
  ['reminders', 'reminders'],
  ['undeliverable', 'undeliverable'],
  ['responses', 'responses'],
  ['unmatched', 'unmatched'],
  ['objected', 'objected'],
];

/** The steps of the flow that a trial has; a total that is withheld is a step without a count. */
export function flowSteps(flow: PublishedFlow): FlowStepView[] {
  return FLOW_STEPS.flatMap(([step, name]): FlowStepView[] => {
    if (flow.withheld?.some((one) => one === name) === true) return [{ step }];
    const count = flow[name];
    return count === null || count === undefined ? [] : [{ step, count }];
  });
}

/** What the open pages show, in the reader's language. */
@Injectable()
export class OpenPagesService {
  constructor(
    private readonly trials: TrialsService,
    private readonly organisations: OrganisationsService,
    private readonly disclosures: DisclosureService,
    private readonly techniques: TechniquesService,
    private readonly groundClaims: GroundClaims,
    private readonly talkBack: TalkBackService,
    private readonly openData: OpenDataService,
    private readonly deviations: DeviationsService,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The open page of a trial, from its registration on; the result from the disclosure on. */
  async trialView(trial: TrialRecord, language: Language): Promise<TrialView> {
    const versions = await this.disclosures.versions(trial.id);
    return this.publicView(trial, versions, versions[0], language);
  }

  /** The page on which anybody redoes the draw. */
  async verifyView(trial: TrialRecord, language: Language): Promise<VerifyView> {
    const { commitment, seed, beacon, list } = await this.trials.draw(trial.id);
    const path = openPath(trial.protocol.organisation.slug, trial.slug);
    const external = trial.protocol.allocation === 'external';
    return {
      title: shownText(trial.protocol.title, language),
      trialPath: path,
      external,
      ...(seed !== null &&
        !external && {
          pack: {
            path: `${path}/verification-pack.jsonl.gz`,
            commitment,
            pulse: beacon?.pulse ?? '',
            list: list?.sha256 ?? '',
            arms: trial.protocol.arms.map(({ id, name }) => ({ id, name: shownText(name, language) })),
          },
        }),
    };
  }

  /** The page of one version, as it was published: with the protocol that was in force then. */
  async versionView(trial: TrialRecord, version: DisclosureVersion, language: Language): Promise<TrialView> {
    const [versions, protocols] = await Promise.all([
      this.disclosures.versions(trial.id),
      this.trials.versions(trial.id),
    ]);
    const own = protocols.find((one) => one.version === version.document.protocol.version);
    const then = own === undefined ? trial : { ...trial, protocol: own.document };
    const view = await this.publicView(then, versions, version, language);
    if (version.version === versions[0]?.version) return view;
    return { ...view, older: { version: version.version, date: dutchDate(version.publishedAt) } };
  }

  private async publicView(
    trial: TrialRecord,
    versions: readonly DisclosureVersion[],
    version: DisclosureVersion | undefined,
    language: Language,
  ): Promise<TrialView> {
    const path = openPath(trial.protocol.organisation.slug, trial.slug);
    const [messages, figures, faults] = await Promise.all([
      this.talkBack.published(trial.id),
      this.talkBack.talkFigures(trial.id),
      this.talkBack.faultFigures(trial.id),
    ]);
    const first = versions.at(-1);
    const correction = versions.find((one) => one.correction !== null);
    const left =
      first === undefined
        ? daysBetween(dutchDate(this.clock.now()), trial.protocol.planning.disclosure)
        : undefined;
    const common = await this.commonView(trial, language, version?.document);
    const isNewest = version?.version === versions[0]?.version;
    return {
      ...common,
      // The files of charts are those of the newest version.
      ...(common.result !== undefined &&
        isNewest && { result: { ...common.result, chartsPath: `${path}/charts` } }),
      ...(common.flowDiagram !== undefined &&
        isNewest && { flowDiagram: { ...common.flowDiagram, chartsPath: `${path}/charts` } }),
      ...(first !== undefined && { disclosedOn: dutchDate(first.publishedAt) }),
      // A page that is late against its promise says so by itself.
      ...(left !== undefined && left < 0 && { daysLate: -left }),
      ...(left !== undefined && left >= 0 && { daysLeft: left }),
      ...(correction !== undefined && { correctedOn: dutchDate(correction.publishedAt) }),
      ...(isNewest && {
        hasDeviations: true,
        deviations: await this.deviations.list(
          trial,
          { versions, document: version?.document, result: common.result },
          language,
        ),
        // An old version is not what is to be passed on.
        share: sharedPage(
          common,
          `${this.configuration.publicUrl}${pathIn(language, path)}`,
          version?.version ?? 0,
          language,
          this.translator,
        ),
      }),
      talkBack: talkBackView(path, messages, figures, faults),
      versions: versionViews(versions, language, path, version?.version),
      ...(version !== undefined && { citation: this.citation(trial, version, language) }),
      downloads: version === undefined ? [] : this.downloads(trial, version),
    };
  }

  private citation(
    trial: TrialRecord,
    version: DisclosureVersion,
    language: Language,
  ): NonNullable<TrialView['citation']> {
    const { title, publishedOn, publisher, address } = this.openData.cited(trial, version, language);
    const path = `${openPath(trial.protocol.organisation.slug, trial.slug)}/versions/${version.version}`;
    return {
      title: /[.?!]$/.test(title) ? title : `${title}.`,
      year: publishedOn.slice(0, 4),
      date: publishedOn,
      version: version.version,
      publisher,
      address,
      bibtexPath: `${path}/citation.bib`,
      cslPath: `${path}/citation.json`,
    };
  }

  /** The page as it would be published now, for the reviewer and for the folder of a trial. */
  async previewView(
    trial: TrialRecord,
    document: DisclosureDocument,
    language: Language,
  ): Promise<TrialView> {
    const common = await this.commonView(trial, language, document);
    const deviations = await this.deviations.list(
      trial,
      { versions: [], document, result: common.result },
      language,
    );
    return { ...common, deviations, hasDeviations: true, versions: [], downloads: [] };
  }

  private async commonView(
    trial: TrialRecord,
    language: Language,
    document: DisclosureDocument | undefined,
  ): Promise<Omit<TrialView, 'versions' | 'downloads'>> {
    const { protocol } = trial;
    const [organisation, versions, draw, registered, corrected] = await Promise.all([
      this.organisations.get(trial.organisationId),
      this.trials.versions(trial.id),
      this.trials.draw(trial.id),
      this.trials.techniquesInForce(trial.id),
      this.groundClaims.corrected(protocol),
    ]);
    const figures = document === undefined ? undefined : resultFigures(document, protocol, language);
    const { source } = protocol;
    const because = heldBackBecause(protocol, trial.state);
    const result =
      figures === undefined ? undefined : await buildResultView(figures, language, this.translator);
    return {
      kind: trial.kind,
      external: protocol.allocation === 'external',
      path: openPath(protocol.organisation.slug, trial.slug),
      feedPath: `${openPath(protocol.organisation.slug, trial.slug)}/feed.atom`,
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
      ...(trial.unblinded !== null && { unblinded: unblindingView(trial.unblinded) }),
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
      letters:
        because === undefined
          ? buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator, {
              publicUrl: this.configuration.publicUrl,
              registered: {
                techniques: registered,
                path: `${openPath(protocol.organisation.slug, trial.slug)}/techniques.json`,
              },
              corrected,
            })
          : { letters: [], elements: [], heldBack: shownText(because, language) },
      draw: buildDrawView(trial, draw, openPath(protocol.organisation.slug, trial.slug)),
      flow: document === undefined ? [] : flowSteps(document.flow),
      flowWithheld: document?.flow.withheld !== undefined,
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
      resultWithheld: document !== undefined && result === undefined,
    };
  }

  private downloads(trial: TrialRecord, version: DisclosureVersion): TrialView['downloads'] {
    const { document } = version;
    const trialPath = openPath(trial.protocol.organisation.slug, trial.slug);
    const path = `${trialPath}/versions/${version.version}`;
    const kilobytes = (text: string): number => Math.max(0.1, Buffer.byteLength(text) / 1000);
    const source = {
      address: this.openData.versionAddress(trial, version.version),
      version: version.version,
      sha256: version.sha256,
    };
    const file = (
      name: TrialView['downloads'][number]['name'],
      format: 'CSV' | 'JSON',
      address: string,
      text: string,
    ) => ({ name, path: address, format, kilobytes: kilobytes(text) });
    const counts = JSON.stringify(countsJson(document, source, this.translator));
    const dictionary = JSON.stringify(csvDictionary(`${source.address}/counts.csv`, this.translator));
    return [
      file('counts', 'CSV', `${path}/counts.csv`, countsCsv(document)),
      file('counts', 'JSON', `${path}/counts.json`, counts),
      file('dictionary', 'JSON', `${path}/counts.csv-metadata.json`, dictionary),
      file('analysis', 'JSON', `${path}/disclosure.json`, JSON.stringify(document)),
      file('protocol', 'JSON', `${trialPath}/protocol.json`, JSON.stringify(trial.protocol)),
    ];
  }
}
