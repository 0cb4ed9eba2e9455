import { closeSync, openSync, writeSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { commandLine } from '../src/accounts/actor.js';
import { ImportRecipients } from '../src/recipients/import-recipients.js';
import { recipientPlan } from '../src/recipients/recipient-plan.js';
import { syntheticRecipients } from '../src/synthetic/synthetic-recipients.js';
import type { TrialRecord } from '../src/trials/trial-record.js';

/** Makes so many invented recipients and takes them in. */
export async function importSynthetic(
  app: INestApplicationContext,
  trial: TrialRecord,
  recipients: number,
  path: string,
): Promise<void> {
  const out = openSync(path, 'w');
  for (const piece of syntheticRecipients(recipients, 'bench')) writeSync(out, piece);
  closeSync(out);
  await app.get(ImportRecipients).import({
    trialId: trial.id,
    plan: recipientPlan(trial.protocol),
    path,
    fileName: 'recipients.csv',
    actor: commandLine,
  });
}
