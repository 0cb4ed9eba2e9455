import 'reflect-metadata';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { sentProtocol } from '../../src/api/sent-protocol.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { AmendProtocol } from '../../src/trials/amend-protocol.js';
import type { Protocol } from '../../src/trials/protocol/protocol.js';
import { RegisterTrial } from '../../src/trials/register-trial.js';
import type { TrialRecord } from '../../src/trials/trial-record.js';
import { people } from '../support/api-client.js';
import { asYaml, drawnProtocol } from '../support/sample-trial.js';
import { openFolderBench } from '../support/trial-folder.js';

describe('an amendment after a file was taken in', () => {
  test('does not touch how its lines were read', async () => {
    const bench = await openFolderBench('2026-02-10');
    try {
      const protocol = (changes: Readonly<Record<string, unknown>> = {}): Protocol =>
        sentProtocol(asYaml(drawnProtocol(changes)), () => 'other');
      const { trial } = await bench.app.get(RegisterTrial).register(protocol(), commandLine);
      const path = join(bench.copyOf('belastingdienst'), 'recipients.csv');
      writeFileSync(path, people(20));
      await bench.app.get(ImportRecipients).import({
        trialId: trial.id,
        plan: recipientPlan(trial.protocol),
        path,
        fileName: 'recipients.csv',
        actor: commandLine,
      });
      const amend = (changed: Protocol): Promise<TrialRecord> =>
        bench.app.get(AmendProtocol).amend(trial.id, changed, 'Anders.', commandLine);
      for (const [key, changes] of [
        ['strata', { strata: [] }],
        ['unit', { unit: 'cluster', cluster: 'regio' }],
      ] as const) {
        await expect(amend(protocol(changes))).rejects.toMatchObject({
          code: 'trials:amendment-after-import',
          params: { key },
        });
      }
      expect(await amend(protocol({ question: 'Helpt het?' }))).toMatchObject({ protocolVersion: 2 });
    } finally {
      await bench.close();
    }
  });
});
