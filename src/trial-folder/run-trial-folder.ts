import { Inject, Injectable } from '@nestjs/common';
import { commandLine } from '../accounts/actor.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import type { TypedPulse } from '../allocation/draw-pulse.js';
import { FreezeRecipients } from '../allocation/freeze-recipients.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import type { BeaconKind } from '../core/randomisation/beacon.js';
import { promisedPulse } from '../core/randomisation/promised-pulse.js';
import { ImportsService } from '../intake/imports.service.js';
import type { ImportSummary } from '../intake/import-summary.js';
import { confoundWarnings, type ConfoundWarning } from '../letters/confound-text.js';
import type { Translator } from '../platform/i18n/translate.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { TRANSLATOR } from '../platform/web/web.module.js';
import { ImportRecipients } from '../recipients/import-recipients.js';
import { recipientPlan } from '../recipients/recipient-plan.js';
import { TakeResponses } from '../responses/take-responses.js';
import { TakeUndeliverables } from '../responses/take-undeliverables.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { AmendProtocol } from '../trials/amend-protocol.js';
import { EndTrial } from '../trials/end-trial.js';
import { hasReached, type TrialState } from '../trials/life-cycle.js';
import { documentHash } from '../trials/protocol/protocol-hash.js';
import { GroundClaims } from '../trials/ground-claims.js';
import { RegisterTrial } from '../trials/register-trial.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { MailWaves } from './mail-waves.js';
import type { Progress } from './progress.js';
import { TrialFolder } from './trial-folder.js';
import { WriteOutcome } from './write-outcome.js';

export interface RunOptions {
  readonly progress: Progress;
  /** Records a changed protocol as an amendment, for this reason. */
  readonly amendmentReason?: string;
  readonly lettersABatch?: number;
  /** yyyy-mm-dd on which the letters go to the post; the planned day where it is left out. */
  readonly postedOn?: string;
  /** The pulse that the draw waits for, where it is not to be fetched. */
  readonly pulse?: TypedPulse;
}

/** What a run did, and what the trial waits for. */
export interface RunReport {
  readonly trialId: string;
  readonly organisation: string;
  readonly trial: string;
  readonly state: TrialState;
  readonly imports: readonly ImportSummary[];
  /** The day of posting that this run booked, for the letters that it made. */
  readonly posted: { readonly on: string; readonly asPlanned: boolean } | null;
  /** What has to happen before the trial can go on; null when it is analysed. */
  readonly waitsFor: 'recipients' | 'pulse' | 'resumption' | 'responses' | 'reminder' | 'close' | null;
  /** The wave that was paused, where that is what it waits for. */
  readonly wave: number | null;
  /** Day on which the next reminder can go; null without one. */
  readonly reminderOn: string | null;
  /** Day of the close, where that is what it waits for. */
  readonly closeOn: string;
  /** The pulse that the draw waits for, and the hash of the list that is closed for it. */
  readonly pulse: AwaitedPulse | null;
  readonly files: readonly string[];
  /** What arms differ in beside what they declare. */
  readonly warnings: readonly ConfoundWarning[];
}

export interface AwaitedPulse {
  readonly beacon: BeaconKind;
  readonly reference: string;
  /** ISO 8601. */
  readonly at: string;
  readonly list: string;
}

/**
 * Takes a trial in a folder as far as it can go: each step is looked up first and done only when it was not, so that
 * a run that was broken off is started again and repeats nothing.
 */
@Injectable()
export class RunTrialFolder {
  constructor(
    private readonly techniques: TechniquesService,
    private readonly trials: TrialsService,
    private readonly registerTrial: RegisterTrial,
    private readonly groundClaims: GroundClaims,
    private readonly amendProtocol: AmendProtocol,
    private readonly importRecipients: ImportRecipients,
    private readonly imports: ImportsService,
    private readonly freezeRecipients: FreezeRecipients,
    private readonly allocateTrial: AllocateTrial,
    private readonly mailWaves: MailWaves,
    private readonly takeResponses: TakeResponses,
    private readonly takeUndeliverables: TakeUndeliverables,
    private readonly endTrial: EndTrial,
    private readonly analyseTrial: AnalyseTrial,
    private readonly writeOutcome: WriteOutcome,
    private readonly clock: Clock,
    @Inject(TRANSLATOR) private readonly translator: Translator,
  ) {}

  async run(path: string, options: RunOptions): Promise<RunReport> {
    const folder = new TrialFolder(path);
    const { progress } = options;
    let trial = await this.register(folder, options);
    if (folder.hasRecipients) await this.takeRecipients(folder, trial, progress);
    trial = await this.allocate(trial, options);
    const before = trial.state;
    trial = await this.mailWaves.first(trial, options);
    const hasPosted =
      trial.protocol.letter.sentBy === 'openbrief' &&
      !hasReached(before, 'collecting') &&
      hasReached(trial.state, 'collecting');
    trial = await this.collect(folder, trial, progress);
    // After the responses: who has responded gets no reminder.
    await this.mailWaves.reminders(trial, options);
    trial = await this.close(folder, trial, progress);
    trial = await this.analyse(trial, progress);
    const files = await this.writeOutcome.write(folder, trial, progress);
    const pulse = await this.awaitedPulse(trial);
    const paused = await this.mailWaves.paused(trial.id);
    const reminderOn = await this.mailWaves.nextReminderOn(trial);
    return {
      trialId: trial.id,
      organisation: trial.protocol.organisation.slug,
      trial: trial.slug,
      state: trial.state,
      imports: await this.imports.ofTrial(trial.id),
      posted: hasPosted
        ? {
            on: options.postedOn ?? trial.protocol.planning.mailing,
            asPlanned: options.postedOn === undefined,
          }
        : null,
      waitsFor: paused === undefined ? waitsFor(trial.state, folder, pulse, reminderOn) : 'resumption',
      wave: paused ?? null,
      reminderOn: reminderOn ?? null,
      closeOn: trial.protocol.planning.close,
      pulse,
      files,
      warnings: confoundWarnings(trial.protocol, this.translator),
    };
  }

  private async register(
    folder: TrialFolder,
    { progress, amendmentReason }: RunOptions,
  ): Promise<TrialRecord> {
    const written = folder.readProtocol((technique) => this.techniques.statusOf(technique));
    const known = await this.trials.findByAddress(written.organisation.slug, written.trial);
    const { protocol } = await this.groundClaims.ground(written, known?.protocol);
    const changed = known !== undefined && known.protocolHash !== documentHash(protocol).toString('hex');
    if (changed && amendmentReason !== undefined) {
      progress.start('amend');
      const amended = await this.amendProtocol.amend(known.id, protocol, amendmentReason, commandLine);
      progress.finish(amended.protocolHash.slice(0, 12));
      return amended;
    }
    progress.start('register');
    const { trial, isNew } = await this.registerTrial.register(protocol, commandLine);
    progress.finish(`${isNew ? '' : '= '}${trial.protocolHash.slice(0, 12)}`);
    return trial;
  }

  private async takeRecipients(folder: TrialFolder, trial: TrialRecord, progress: Progress): Promise<void> {
    progress.start('recipients', undefined);
    const summary = await this.importRecipients.import({
      trialId: trial.id,
      plan: recipientPlan(trial.protocol),
      path: folder.recipientsPath,
      fileName: 'recipients.csv',
      actor: commandLine,
      onProgress: (lines) => progress.advance(lines),
    });
    progress.finish(sums(summary));
  }

  private async allocate(trial: TrialRecord, { progress, pulse }: RunOptions): Promise<TrialRecord> {
    if (trial.state !== 'registered') return trial;
    if ((await this.imports.ofTrial(trial.id)).length === 0) return trial;
    if (trial.protocol.randomness !== undefined) {
      progress.start('freeze');
      const list = await this.freezeRecipients.freeze(trial.id, commandLine);
      progress.finish(list.sha256.slice(0, 12));
      if (this.clock.now() < promisedPulse(trial.protocol.randomness).at) return trial;
    }
    progress.start('allocate');
    const report = await this.allocateTrial.allocate(trial.id, commandLine, {
      onProgress: (done) => progress.advance(done),
      ...(pulse !== undefined && { pulse }),
    });
    progress.finish(String(report.allocated));
    return this.trials.get(trial.id);
  }

  private async awaitedPulse(trial: TrialRecord): Promise<AwaitedPulse | null> {
    const { randomness } = trial.protocol;
    if (trial.state !== 'registered' || randomness === undefined) return null;
    const { list } = await this.trials.draw(trial.id);
    if (list === null) return null;
    const { kind, reference, at } = promisedPulse(randomness);
    return { beacon: kind, reference, at: at.toISOString(), list: list.sha256 };
  }

  private async collect(folder: TrialFolder, trial: TrialRecord, progress: Progress): Promise<TrialRecord> {
    if (trial.state !== 'collecting') return trial;
    if (folder.hasUndeliverables) await this.takeReturned(folder, trial, progress);
    if (!folder.hasResponses) return trial;
    progress.start('responses');
    const summary = await this.takeResponses.take({
      trialId: trial.id,
      path: folder.responsesPath,
      fileName: 'responses.csv',
      actor: commandLine,
      onProgress: (lines) => progress.advance(lines),
    });
    progress.finish(sums(summary));
    return trial;
  }

  private async takeReturned(folder: TrialFolder, trial: TrialRecord, progress: Progress): Promise<void> {
    progress.start('undeliverables');
    const summary = await this.takeUndeliverables.take({
      trialId: trial.id,
      path: folder.undeliverablesPath,
      fileName: 'undeliverables.csv',
      actor: commandLine,
      onProgress: (lines) => progress.advance(lines),
    });
    progress.finish(sums(summary));
  }

  /** Closes when its day has come and there is something to close with. */
  private async close(folder: TrialFolder, trial: TrialRecord, progress: Progress): Promise<TrialRecord> {
    const due = dutchDate(this.clock.now()) >= trial.protocol.planning.close;
    if (trial.state !== 'collecting' || !folder.hasResponses || !due) return trial;
    progress.start('close');
    const closed = await this.endTrial.close(trial.id, commandLine);
    progress.finish(trial.protocol.planning.close);
    return closed;
  }

  private async analyse(trial: TrialRecord, progress: Progress): Promise<TrialRecord> {
    if (trial.state !== 'closed') return trial;
    progress.start('analyse');
    const { sha256 } = await this.analyseTrial.analyse(trial.id, commandLine);
    progress.finish(sha256.slice(0, 12));
    return this.trials.get(trial.id);
  }
}

function waitsFor(
  state: TrialState,
  folder: TrialFolder,
  pulse: AwaitedPulse | null,
  reminderOn: string | undefined,
): RunReport['waitsFor'] {
  if (hasReached(state, 'closed')) return null;
  if (state === 'registered') return pulse === null ? 'recipients' : 'pulse';
  if (!folder.hasResponses) return 'responses';
  return reminderOn === undefined ? 'close' : 'reminder';
}

const sums = ({
  lines,
  accepted,
  refused,
  optedOut,
  repeated,
  unmatched,
  alreadyImported,
}: ImportSummary): string =>
  `${alreadyImported ? '= ' : ''}${lines} = ${accepted} + ${refused} + ${optedOut} + ${repeated} + ${unmatched}`;
