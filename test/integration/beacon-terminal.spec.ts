import 'reflect-metadata';

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { sentProtocol } from '../../src/api/sent-protocol.js';
import { addCommands } from '../../src/command-line/commands.js';
import { createTranslator } from '../../src/platform/i18n/translate.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { RegisterTrial } from '../../src/trials/register-trial.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { people } from '../support/api-client.js';
import { asYaml, drawnProtocol } from '../support/sample-trial.js';
import { openFolderBench } from '../support/trial-folder.js';

describe('at the terminal', () => {
  test('the list is closed, and a pulse of the year 2099 is waited for', async () => {
    const bench = await openFolderBench('2026-02-10');
    const folder = mkdtempSync(join(tmpdir(), 'openbrief-terminal-'));
    try {
      const protocol = sentProtocol(
        asYaml(
          drawnProtocol({
            randomness: { beacon: 'nist', pulse: '2099-03-01T12:00:00Z' },
            planning: { mailing: '2099-03-02', close: '2099-04-06', disclosure: '2099-05-01' },
            data: { purpose: 'Leren.', legalGround: 'AVG.', retainUntil: '2099-12-31', dpia: 'DPIA-1' },
          }),
        ),
        () => 'other',
      );
      const { trial } = await bench.app.get(RegisterTrial).register(protocol, commandLine);
      const path = join(folder, 'recipients.csv');
      writeFileSync(path, people(20));
      await bench.app.get(ImportRecipients).import({
        trialId: trial.id,
        plan: recipientPlan(protocol),
        path,
        fileName: 'recipients.csv',
        actor: commandLine,
      });
      vi.stubEnv('DATABASE_URL', bench.database.url);
      vi.stubEnv('OPENBRIEF_DATA', folder);
      const written = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
      const terminal = (...words: string[]): Promise<unknown> => {
        const program = new Command('openbrief').exitOverride();
        addCommands(program, createTranslator('templates/locales'), 'nl');
        return program.parseAsync(['node', 'openbrief', ...words]);
      };
      try {
        await terminal('freeze', 'dienst-een/klein');
        const { list } = await bench.app.get(TrialsService).draw(trial.id);
        expect(JSON.parse(String(written.mock.calls.at(-1)?.[0]))).toMatchObject({
          sha256: list?.sha256,
          recipients: 20,
        });
        await expect(terminal('pulse', 'dienst-een/klein', '0F'.repeat(64))).rejects.toMatchObject({
          code: 'allocation:pulse-not-yet',
        });
      } finally {
        written.mockRestore();
        vi.unstubAllEnvs();
      }
    } finally {
      await bench.close();
      rmSync(folder, { recursive: true });
    }
  });
});
