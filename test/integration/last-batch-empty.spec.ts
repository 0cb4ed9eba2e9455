import { afterAll, expect, test, vi } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { AllocateTrial } from '../../src/allocation/allocate-trial.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { PlanWave } from '../../src/mailings/plan-wave.js';
import { ProofsService } from '../../src/mailings/proofs.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { StopLetters } from '../../src/mailings/stop-letters.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { MailWaves } from '../../src/trial-folder/mail-waves.js';
import { silent } from '../../src/trial-folder/progress.js';
import { people, ThreeArms } from '../support/three-arms.js';

const { bench, trial, get, write, inArm } = await ThreeArms.open();
afterAll(() => bench.close());

test('a batch that turns out to be empty when all others are at the post starts the collecting', async () => {
  const header = ['kenmerk', 'achternaam', 'postcode', 'huisnummer', 'straat', 'woonplaats'];
  await get(ImportRecipients).import({
    trialId: trial.id,
    plan: recipientPlan(trial.protocol),
    path: write('recipients.csv', [header, ...people.map((line) => [...line, 'Straat', 'Amsterdam'])]),
    fileName: 'recipients.csv',
    actor: commandLine,
  });
  await get(AllocateTrial).allocate(trial.id, commandLine);
  await get(ProofsService).approveByProtocol(trial, commandLine);
  const last = [...(await inArm('none')), ...(await inArm('autoriteit'))].toSorted().at(-1) ?? '';
  expect(await get(PlanWave).plan(trial.id, commandLine, 7)).toBe(8);
  const state = async (): Promise<string> => (await get(TrialsService).get(trial.id)).state;
  const [first] = await get(MailingsService).batches(trial.id);
  await get(RenderBatch).render(first?.id ?? '');
  await get(MailingsService).handOverBatch(trial.id, 1, '2026-03-09', commandLine);
  expect(await state()).toBe('mailing');
  await get(StopLetters).stop(trial.id, { reference: last }, 'deceased', commandLine);
  const handOver = vi.spyOn(get(MailingsService), 'handOver');
  // As a run of its folder does, which would hand the wave over.
  const { state: after } = await get(MailWaves).first(await get(TrialsService).get(trial.id), {
    progress: silent,
  });
  expect(after).toBe('collecting');
  expect(handOver).not.toHaveBeenCalled();
  expect(await get(MailingsService).batches(trial.id)).toMatchObject([
    { state: 'handed-over' },
    { state: 'empty' },
  ]);
});
