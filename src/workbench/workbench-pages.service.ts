import { Inject, Injectable } from '@nestjs/common';
import { isBlind } from '../analysis/unblind-early.js';
import { TakeLook } from '../analysis/take-look.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { AgencyAnalysis } from '../disclosure/agency-analysis.service.js';
import { DisclosureService } from '../disclosure/disclosure.service.js';
import { openPath } from '../disclosure/addresses.js';
import { flowSteps } from '../disclosure/open-pages.service.js';
import { buildLettersView } from '../disclosure/views/build-letters-view.js';
import { buildProtocolView } from '../disclosure/views/protocol-view.js';
import { unblindingView } from '../disclosure/views/unblinding-view.js';
import { toldWithoutFont } from '../intake/told-without-font.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { ImportsService } from '../intake/imports.service.js';
import { confoundWarnings } from '../letters/confound-text.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { ProofsService, type ProofRecord } from '../mailings/proofs.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import type { Language } from '../platform/i18n/language.js';
import { shownText } from '../platform/i18n/shown-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { dutchDate } from '../platform/process/time-and-chance.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { hasReached } from '../trials/life-cycle.js';
import { GroundClaims } from '../trials/ground-claims.js';
import { TrialsService } from '../trials/trials.service.js';
import { buildSteps } from './views/steps.js';
import { looksView } from './views/looks-view.js';
import { batchView } from './views/batch-view.js';
import type { ImportView, ProofsView, WorkbenchTrialView } from './views/trial-view.js';
import { mayDo, type Action, type Role } from '../core/access.js';
import type { WorkbenchRow } from './views/trials-view.js';
import { nextStepView } from './views/next-step.js';
import { StepsService } from './steps.service.js';
import { UndoImport } from '../recipients/undo-import.js';
import { RehearsalPages } from './rehearsals/rehearsal-pages.service.js';
import { workbenchPath } from './workbench-path.js';

export { workbenchPath };

/** What the workbench shows of an organisation's own trials. */
@Injectable()
export class WorkbenchPagesService {
  constructor(
    private readonly trials: TrialsService,
    private readonly imports: ImportsService,
    private readonly allocation: AllocationService,
    private readonly mailings: MailingsService,
    private readonly proofs: ProofsService,
    private readonly looks: TakeLook,
    private readonly disclosures: DisclosureService,
    private readonly agencyAnalysis: AgencyAnalysis,
    private readonly steps: StepsService,
    private readonly undoImport: UndoImport,
    private readonly techniques: TechniquesService,
    private readonly groundClaims: GroundClaims,
    private readonly rehearsals: RehearsalPages,
    @Inject(TRANSLATOR) private readonly translator: Translator,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async rows(organisationId: string, language: Language): Promise<WorkbenchRow[]> {
    const trials = await this.trials.ofOrganisation(organisationId);
    return Promise.all(
      trials.map(async (trial) => ({
        kind: trial.kind,
        external: trial.protocol.allocation === 'external',
        path: workbenchPath(trial),
        title: shownText(trial.protocol.title, language),
        state: trial.state,
        stopped: trial.stoppedReason !== null,
        arms: trial.protocol.arms.length,
        recipients: (await this.allocation.recipientTotals(trial.id)).recipients,
        registeredAt: trial.registeredAt.toISOString(),
      })),
    );
  }

  /** A trial as somebody with these roles sees it: a link that would be refused is not shown. */
  async trial(trial: TrialRecord, language: Language, roles: readonly Role[]): Promise<WorkbenchTrialView> {
    const may = (action: Action): boolean => mayDo(roles, action);
    const { protocol } = trial;
    const path = workbenchPath(trial);
    const [versions, imports, proofs, batches, flow, looks, result, soFar] = await Promise.all([
      this.trials.versions(trial.id),
      this.imports.ofTrial(trial.id),
      protocol.letter.sentBy === 'openbrief' ? this.proofs.list(trial) : [],
      this.mailings.batches(trial.id),
      this.disclosures.flow(trial),
      this.looks.list(trial.id),
      may('results.read') ? this.agencyAnalysis.result(trial, language) : undefined,
      may('results.read') ? this.agencyAnalysis.soFar(trial, language) : undefined,
    ]);
    const [registered, corrected] = await Promise.all([
      this.trials.techniquesInForce(trial.id),
      this.groundClaims.corrected(protocol),
    ]);
    const rehearsal = await this.rehearsals.panel(trial, roles, language);
    const next = nextStepView(await this.steps.facts(trial), path, roles);
    const undoable = may('recipients.import') ? await this.undoImport.undoable(trial.id) : undefined;
    return {
      kind: trial.kind,
      external: protocol.allocation === 'external',
      path,
      title: shownText(protocol.title, language),
      state: trial.state,
      steps: buildSteps(trial.state).filter(({ name }) => rehearsal === undefined || name !== 'disclosed'),
      ...(trial.stoppedAt !== null && {
        stopped: { on: dutchDate(trial.stoppedAt), reason: shownText(trial.stoppedReason ?? '', language) },
      }),
      ...(trial.unblinded !== null && { unblinded: unblindingView(trial.unblinded) }),
      ...(rehearsal === undefined && mayUnblind(trial, roles) && { unblindingPath: `${path}/unblinding` }),
      ...(soFar !== undefined && { soFar }),
      ...(rehearsal === undefined
        ? { openPath: openPath(protocol.organisation.slug, trial.slug) }
        : { rehearsal }),
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
      letters: buildLettersView(protocol, (id) => this.techniques.find(id), language, this.translator, {
        publicUrl: this.configuration.publicUrl,
        registered: {
          techniques: registered,
          path: `${openPath(protocol.organisation.slug, trial.slug)}/techniques.json`,
        },
        corrected,
      }),
      warnings: confoundWarnings(protocol, this.translator).map(({ text }) => text[language]),
      flow: flowSteps(flow),
      imports: imports.map((summary) => ({
        ...this.importView(summary, path, language, may('recipients.import')),
        ...(summary.id === undoable && { undoPath: `${path}/imports/${summary.id}/undo` }),
      })),
      ...(trial.state === 'registered' && may('recipients.import') && { importPath: `${path}/import` }),
      ...(may('persons.open') && { personPath: `${path}/person` }),
      proofs: proofsView(trial, proofs, path, language, may('proofs.approve')),
      batches: batches.map((batch) =>
        batchView(batch, trial, {
          download: may('letters.read'),
          handOver: may('mailing.hand-over'),
        }),
      ),
      ...(protocol.looks !== undefined && { looks: looksView(trial, looks, path, may('analysis.run')) }),
      flowDiagram: {
        ...(await this.agencyAnalysis.flow(trial, result, language)),
        ...(result !== undefined && { chartsPath: `${path}/charts` }),
      },
      // A rehearsal ends with its truth, and never on an open page.
      ...(next !== undefined && !(rehearsal !== undefined && next.step === 'publish') && { next }),
      ...(result !== undefined && { result: { ...result, chartsPath: `${path}/charts` } }),
      ...(may('drafts.write') && rehearsal === undefined && { amendPath: `${path}/amendment` }),
      ...(may('rehearsals.hold') &&
        rehearsal === undefined &&
        protocol.allocation === 'drawn' && { rehearsePath: `trial:${trial.slug}` }),
    };
  }

  private importView(
    summary: ImportSummary,
    path: string,
    language: Language,
    mayDownload: boolean,
  ): ImportView {
    const refusals = summary.firstRefusals.map(({ line, column, code, params }) => {
      const [namespace = '', name = ''] = code.split(':');
      const part = (key: string): string =>
        this.translator.translate(language, `${namespace}:errors.${name}.${key}`, params);
      return { line, ...(column !== null && { column }), reason: `${part('message')} ${part('remedy')}` };
    });
    return {
      kind: summary.kind,
      fileName: summary.fileName,
      at: summary.createdAt.toISOString(),
      lines: summary.lines,
      accepted: summary.accepted,
      refused: summary.refused,
      optedOut: summary.optedOut,
      repeated: summary.repeated,
      unmatched: summary.unmatched,
      ...(summary.sharedAddresses !== null &&
        summary.sharedAddresses.recipients > 0 && { sharedAddresses: summary.sharedAddresses }),
      ...(summary.withoutFont !== null && { withoutFont: toldWithoutFont(summary.withoutFont) }),
      refusals,
      moreRefusals: summary.refused - refusals.length,
      ...(summary.refused > 0 &&
        mayDownload && { refusalsPath: `${path}/imports/${summary.id}/refusals.csv` }),
    };
  }
}

/** Whether somebody with these roles has something to ask or to agree to. */
const mayUnblind = ({ state, unblinded }: TrialRecord, roles: readonly Role[]): boolean =>
  unblinded === null &&
  isBlind(state) &&
  (mayDo(roles, 'unblinding.ask') || mayDo(roles, 'unblinding.agree'));

function proofsView(
  { protocol, state }: TrialRecord,
  proofs: readonly ProofRecord[],
  path: string,
  language: Language,
  mayApprove: boolean,
): ProofsView {
  const isOpen = !hasReached(state, 'collecting') && proofs.some(({ approval }) => approval === null);
  return {
    rows: proofs.map(({ arm: id, sha256, approval }) => ({
      id,
      arm: shownText(protocol.arms.find((arm) => arm.id === id)?.name ?? id, language),
      sha256,
      mark: sha256.slice(0, 8),
      ...(approval !== null && { approval: { ...approval, at: approval.at.toISOString() } }),
      pdfPath: `${path}/proofs/${id}.pdf`,
    })),
    ...(isOpen && mayApprove && { approvePath: `${path}/proof-approvals` }),
  };
}
