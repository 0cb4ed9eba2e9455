import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../src/accounts/actor.js';
import { AllocateTrial } from '../../src/allocation/allocate-trial.js';
import { PlanWave } from '../../src/mailings/plan-wave.js';
import { ProofsService } from '../../src/mailings/proofs.service.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { silent } from '../../src/trial-folder/progress.js';
import { RunTrialFolder } from '../../src/trial-folder/run-trial-folder.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import type { FolderBench } from './trial-folder.js';

/**
 * A trial of two arms, drawn, approved and divided over batches, with no letter printed yet.
 * @param recipients a file of recipients
 * @param reminders the protocol's reminders, as YAML
 */
export async function plannedTrial(
  bench: Pick<FolderBench, 'app' | 'copyOf'>,
  recipients: string,
  lettersABatch: number,
  reminders = '',
): Promise<TrialRecord> {
  const path = bench.copyOf('belastingdienst');
  const file = join(path, 'protocol.yaml');
  const written = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    written
      .replace(/ {2}- id: wederkerigheid[\s\S]*?(?=reference: none)/, '')
      .replace(/recipients: \d+/, 'recipients: 20000')
      .replace(/^outcome:/m, `${reminders}outcome:`),
  );
  const { app } = bench;
  // Registered first, so that the recipients that are there then are imported and go no further.
  await app.get(RunTrialFolder).run(path, { progress: silent });
  const trial = await app.get(TrialsService).findByAddress('belastingdienst', 'formulier-op-tijd');
  if (trial === undefined) throw new Error('no trial');
  const csv = join(path, 'recipients.csv');
  writeFileSync(csv, recipients);
  await app.get(ImportRecipients).import({
    trialId: trial.id,
    plan: recipientPlan(trial.protocol),
    path: csv,
    fileName: 'recipients.csv',
    actor: commandLine,
  });
  await app.get(AllocateTrial).allocate(trial.id, commandLine);
  await app.get(ProofsService).approveByProtocol(trial, commandLine);
  await app.get(PlanWave).plan(trial.id, commandLine, lettersABatch);
  return app.get(TrialsService).get(trial.id);
}
