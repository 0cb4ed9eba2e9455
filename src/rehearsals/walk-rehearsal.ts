import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import { AllocateTrial } from '../allocation/allocate-trial.js';
import { AllocationService } from '../allocation/allocation.service.js';
import { AnalyseTrial } from '../analysis/analyse-trial.js';
import { DomainError } from '../core/domain-error.js';
import { withFolder } from '../intake/received-file.js';
import { MailingsService } from '../mailings/mailings.service.js';
import { PlanReminder } from '../mailings/plan-reminder.js';
import { PlanWave } from '../mailings/plan-wave.js';
import { ProofsService } from '../mailings/proofs.service.js';
import { RenderBatch } from '../mailings/render-batch.js';
import { rehearse } from '../platform/process/rehearsing.js';
import { dutchDate } from '../platform/process/time-and-chance.js';
import { ImportRecipients } from '../recipients/import-recipients.js';
import { recipientPlan } from '../recipients/recipient-plan.js';
import { TakeResponses } from '../responses/take-responses.js';
import { simulatedResponses } from '../synthetic/simulated-responses.js';
import { EndTrial } from '../trials/end-trial.js';
import { FIRST_WAVE } from '../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { rehearsalRecipients } from './rehearsal-file.js';
import { nextRehearsalStep, type RehearsalFacts, type RehearsalStep } from './rehearsal-steps.js';
import { truthBeside, type TruthBeside } from './rehearsal-truth.js';
import { morningOf, RehearsalsService, type Rehearsal } from './rehearsals.service.js';

/** Takes the steps of a rehearsal by the same use cases as those of a trial, each on its day. */
@Injectable()
export class WalkRehearsal {
  constructor(
    private readonly rehearsals: RehearsalsService,
    private readonly trials: TrialsService,
    private readonly allocation: AllocationService,
    private readonly importRecipients: ImportRecipients,
    private readonly allocateTrial: AllocateTrial,
    private readonly proofs: ProofsService,
    private readonly planWave: PlanWave,
    private readonly planReminder: PlanReminder,
    private readonly renderBatch: RenderBatch,
    private readonly mailings: MailingsService,
    private readonly takeResponses: TakeResponses,
    private readonly endTrial: EndTrial,
    private readonly analyseTrial: AnalyseTrial,
  ) {}

  async facts(rehearsal: Rehearsal): Promise<RehearsalFacts> {
    return this.inside(rehearsal, async (trial) => {
      const { recipients } = await this.allocation.recipientTotals(trial.id);
      const reminder = await this.planReminder.next(trial);
      return {
        state: trial.state,
        recipients,
        sentBy: trial.protocol.letter.sentBy,
        today: dutchDate(rehearsal.moment),
        close: trial.protocol.planning.close,
        ...(reminder !== undefined && { reminderOn: reminder.dueOn }),
      };
    });
  }

  /**
   * Takes the step that comes next.
   * @param seen the step that the page showed: whoever presses twice takes it once
   * @throws DomainError `rehearsals:other-step`, and whatever the step itself refuses
   */
  async next(rehearsal: Rehearsal, seen: RehearsalStep, actor: Actor): Promise<void> {
    const facts = await this.facts(rehearsal);
    const step = nextRehearsalStep(facts);
    if (step !== seen) throw new DomainError('conflict', 'rehearsals:other-step');
    const day = await this.dayOf(rehearsal, step, facts);
    await this.rehearsals.goTo(rehearsal, day);
    const moment = new Date(Math.max(rehearsal.moment.getTime(), morningOf(day).getTime()));
    await this.inside({ ...rehearsal, moment }, (trial) => this.take(trial, rehearsal, step, actor, day));
  }

  /** The true effects beside the estimates; empty before the analysis. */
  async truth(rehearsal: Rehearsal): Promise<TruthBeside[]> {
    return this.inside(rehearsal, async (trial) => {
      const analysis = await this.analyseTrial.find(trial.id);
      return analysis === undefined ? [] : truthBeside(rehearsal.truth, analysis.result);
    });
  }

  /** The invented recipients as a file, to import by hand. */
  async recipientsFile(rehearsal: Rehearsal): Promise<string> {
    return this.inside(rehearsal, (trial) => Promise.resolve(recipientsOf(trial, rehearsal)));
  }

  /**
   * A rehearsal promises nobody a day on which their data go, so that only those whom it invented come in. The file may
   * have gone through a spreadsheet, which writes line ends of its own. Of any other trial nothing is refused.
   * @throws DomainError `rehearsals:not-invented`
   */
  async refuseReal(trial: TrialRecord, path: string): Promise<void> {
    if (trial.kind !== 'rehearsal') return;
    const rehearsal = await this.rehearsals.find(trial.organisationId, trial.slug);
    const own = rehearsal === undefined ? '' : await this.recipientsFile(rehearsal);
    // Looked at before it is read: what is much longer is another file.
    const isOwn =
      (await stat(path)).size <= 2 * own.length && plainText(await readFile(path, 'utf8')) === plainText(own);
    if (!isOwn) throw new DomainError('invalid', 'rehearsals:not-invented');
  }

  /** The simulated responses up to the rehearsal's day as a file, to deliver by hand. */
  async responsesFile(rehearsal: Rehearsal): Promise<string> {
    return this.inside(rehearsal, (trial) => this.responsesOf(trial, rehearsal, dutchDate(rehearsal.moment)));
  }

  private inside<T>({ trialId, moment }: Rehearsal, work: (trial: TrialRecord) => Promise<T>): Promise<T> {
    return rehearse(moment, async () => work(await this.trials.get(trialId)));
  }

  /** yyyy-mm-dd on which a step is taken. */
  private dayOf(rehearsal: Rehearsal, step: RehearsalStep, facts: RehearsalFacts): Promise<string> {
    return this.inside(rehearsal, async ({ protocol }) => {
      if (step === 'post') return protocol.planning.mailing;
      if (step === 'reminder') return facts.reminderOn ?? facts.today;
      return step === 'responses' || step === 'close' ? facts.close : facts.today;
    });
  }

  private async take(
    trial: TrialRecord,
    rehearsal: Rehearsal,
    step: RehearsalStep,
    actor: Actor,
    day: string,
  ): Promise<void> {
    switch (step) {
      case 'recipients':
        return this.takeRecipients(trial, rehearsal, actor);
      case 'draw':
        await this.allocateTrial.allocate(trial.id, actor);
        return;
      case 'letters':
        await this.proofs.approveByProtocol(trial, actor);
        await this.planWave.plan(trial.id, actor);
        return this.make(trial, FIRST_WAVE);
      case 'post':
        return this.post(trial, day, actor);
      case 'reminder':
        return this.remind(trial, rehearsal, day, actor);
      case 'responses':
        return this.respond(trial, rehearsal, day, actor);
      case 'close':
        await this.endTrial.close(trial.id, actor);
        return;
      case 'analyse':
        await this.analyseTrial.analyse(trial.id, actor);
    }
  }

  private async takeRecipients(trial: TrialRecord, rehearsal: Rehearsal, actor: Actor): Promise<void> {
    await asFile(recipientsOf(trial, rehearsal), async (path) => {
      const plan = recipientPlan(trial.protocol);
      const fileName = 'oefening-ontvangers.csv';
      await this.importRecipients.import({ trialId: trial.id, plan, path, fileName, actor });
    });
  }

  private async make(trial: TrialRecord, wave: number): Promise<void> {
    for (const batch of await this.mailings.batches(trial.id))
      if (batch.wave === wave && batch.state === 'planned') await this.renderBatch.render(batch.id);
  }

  private async post(trial: TrialRecord, day: string, actor: Actor): Promise<void> {
    if (trial.protocol.letter.sentBy === 'elsewhere') return this.mailings.sentElsewhere(trial.id, actor);
    // Planned on the trial's own page, they may not all have been made yet.
    await this.make(trial, FIRST_WAVE);
    await this.mailings.handOver(trial.id, day, actor);
  }

  /** Who responded before the day of a reminder gets none. The reminder itself changes nothing in who responds. */
  private async remind(trial: TrialRecord, rehearsal: Rehearsal, day: string, actor: Actor): Promise<void> {
    await this.respond(trial, rehearsal, day, actor);
    const next = await this.planReminder.next(trial);
    if (next === undefined) return;
    await this.proofs.approveByProtocol(trial, actor, next.wave);
    const { letters } = await this.planReminder.plan(trial.id, actor);
    if (letters === 0) return;
    await this.make(trial, next.wave);
    await this.mailings.handOver(trial.id, day, actor, next.wave);
  }

  private async respond(trial: TrialRecord, rehearsal: Rehearsal, day: string, actor: Actor): Promise<void> {
    await asFile(await this.responsesOf(trial, rehearsal, day), async (path) => {
      await this.takeResponses.take({ trialId: trial.id, path, fileName: 'oefening-reacties.csv', actor });
    });
  }

  private async responsesOf(
    { id, protocol }: TrialRecord,
    rehearsal: Rehearsal,
    until: string,
  ): Promise<string> {
    const lines = await this.allocation.lines(id);
    const recipients = lines.map(({ letter_code: letterCode, reference, arm }) => ({
      letterCode,
      reference,
      rate: rehearsal.truth.rates[arm] ?? 0,
    }));
    const { planning, outcome } = protocol;
    const simulation = {
      seed: rehearsal.seed,
      mailedOn: planning.mailing,
      windowDays: outcome.windowDays,
      until,
    };
    return [...simulatedResponses(recipients, simulation)].join('');
  }
}

const recipientsOf = ({ protocol }: TrialRecord, { recipients, seed }: Rehearsal): string =>
  [...rehearsalRecipients(recipientPlan(protocol), recipients, seed)].join('');

const plainText = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd();

/** The use cases read files, as those of a trial come in. */
async function asFile(text: string, use: (path: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'rehearsal.csv');
    await writeFile(path, text);
    await use(path);
  });
}
