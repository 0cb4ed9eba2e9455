import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../src/accounts/actor.js';
import { AnalyseTrial } from '../../src/analysis/analyse-trial.js';
import { formatLetterCode } from '../../src/core/post/letter-code.js';
import { DisclosureService } from '../../src/disclosure/disclosure.service.js';
import { ChangeAddress } from '../../src/mailings/change-address.js';
import { MailingsService } from '../../src/mailings/mailings.service.js';
import { PlanReminder } from '../../src/mailings/plan-reminder.js';
import { PlanWave } from '../../src/mailings/plan-wave.js';
import { ProofsService } from '../../src/mailings/proofs.service.js';
import { RenderBatch } from '../../src/mailings/render-batch.js';
import { ResumeLetters } from '../../src/mailings/resume-letters.js';
import { StopLetters } from '../../src/mailings/stop-letters.js';
import { WavesService } from '../../src/mailings/waves.service.js';
import { WithheldNow } from '../../src/mailings/withheld-now.js';
import { FileStore } from '../../src/platform/storage/file-store.js';
import { OptOutsService } from '../../src/recipients/opt-outs.service.js';
import { ImportRecipients } from '../../src/recipients/import-recipients.js';
import { recipientPlan } from '../../src/recipients/recipient-plan.js';
import { AllocateTrial } from '../../src/allocation/allocate-trial.js';
import { TakeResponses } from '../../src/responses/take-responses.js';
import { TakeUndeliverables } from '../../src/responses/take-undeliverables.js';
import { EndTrial } from '../../src/trials/end-trial.js';
import { TrialsService } from '../../src/trials/trials.service.js';
import { readPages, textOf } from './rendering-letters.js';
import { expectRuleThree, people, ThreeArms } from '../support/three-arms.js';

const address = {
  street: 'Kade',
  houseNumber: '7',
  addition: '',
  postcode: '9999ZZ',
  place: 'Zuid',
  country: '',
};

const three = await ThreeArms.open();
afterAll(() => three.bench.close());
const { bench, trial, get, write, whoIs, inArm, make } = three;

describe('the list of people who want no letters', () => {
  test('is applied when a file comes in, and the sums say so', async () => {
    const optOuts = get(OptOutsService);
    const name = { initials: '', prefix: '', surname: 'Nul', gender: 'unknown', businessName: '' } as const;
    expect(
      await optOuts.add(trial.organisationId, { kind: 'reference', reference: 'z-00' }, commandLine),
    ).toBe(true);
    expect(
      await optOuts.add(trial.organisationId, { kind: 'reference', reference: 'Z00' }, commandLine),
    ).toBe(false);
    await optOuts.add(trial.organisationId, { kind: 'address', name, address }, commandLine);
    const csv = write('recipients.csv', [
      ['kenmerk', 'achternaam', 'postcode', 'huisnummer', 'straat', 'woonplaats'],
      ...[['Z00', 'Wie', '1011AA', '1'], ...people].map((line) => [...line, 'Straat', 'Amsterdam']),
      ['Z99', 'NUL', '9999 ZZ', '7', 'Kade', 'Zuid'],
    ]);
    const summary = await get(ImportRecipients).import({
      trialId: trial.id,
      plan: recipientPlan(trial.protocol),
      path: csv,
      fileName: 'recipients.csv',
      actor: commandLine,
    });
    expect(summary).toMatchObject({ lines: 14, accepted: 12, optedOut: 2, refused: 0 });
  });

  test('holds no reference and no name, and its key is sealed', async () => {
    const { rows } = await bench.database.pool.query<{ text: string }>(
      `select string_agg(encode(hash, 'escape'), '') || (select encode(sealed_key, 'escape') from opt_out_keys) as text from opt_outs`,
    );
    expect(rows[0]?.text).not.toMatch(/Z00|NUL|Nul/);
  });
});

describe('the first mailing', () => {
  test('leaves an arm without a letter out, and who objected before', async () => {
    expect(await get(AllocateTrial).allocate(trial.id, commandLine)).toMatchObject({ allocated: 12 });
    const [early = ''] = await inArm('none');
    expect(await get(StopLetters).stop(trial.id, { reference: early }, 'objection', commandLine)).toEqual({
      isNew: true,
      made: [],
    });
    await get(ProofsService).approveByProtocol(trial, commandLine);
    expect(await get(PlanWave).plan(trial.id, commandLine, 3)).toBe(7);
    expect((await whoIs(early)).wave).toEqual({ 1: 'objection' });
    await expectRuleThree(three, { 1: 8 });
  });

  test('waits while it is paused, also for a worker that has the job already', async () => {
    const [first] = await get(MailingsService).batches(trial.id);
    await get(WavesService).pause(trial.id, 1, commandLine);
    expect(await get(RenderBatch).render(first?.id ?? '')).toBe(false);
    expect(await get(WavesService).pause(trial.id, 1, { ...commandLine, name: 'iemand' })).toMatchObject({
      paused: { by: 'command line' },
      lettersToGo: 7,
      expectedEnd: null,
    });
    expect(await get(WavesService).resume(trial.id, 1, commandLine)).toMatchObject({ paused: null });
  });

  test('goes again to who was booked as moved or died by mistake, with the reason in the trail', async () => {
    const { rows } = await bench.database.pool.query<{ reference: string; number: number; batch: string }>(
      `select r.reference, r.number, b.id as batch from letters l join batches b on b.id = l.batch_id and b.number = 2
       join recipients r on r.number = l.number order by l.position`,
    );
    const [{ reference, number, batch } = { reference: '', number: 0, batch: '' }] = rows;
    const takeBack = (booked: 'moved' | 'deceased', why = 'verkeerde persoon'): Promise<object> =>
      get(ResumeLetters).resume(trial.id, { reference }, booked, why, commandLine);
    const holds = async (reason: 'moved' | 'deceased' | 'objection'): Promise<boolean> => {
      const client = await bench.database.pool.connect();
      const still = await get(WithheldNow).stillHolds(client, batch, new Map([[number, reason]]));
      client.release();
      return still;
    };

    await expect(takeBack('moved')).rejects.toMatchObject({ code: 'mailings:not-stopped' });
    await get(StopLetters).stop(trial.id, { reference }, 'moved', commandLine);
    await get(StopLetters).stop(trial.id, { reference }, 'deceased', commandLine);
    await expect(takeBack('deceased', ' ')).rejects.toMatchObject({ code: 'mailings:taken-back-why' });
    expect(await takeBack('deceased')).toEqual({ missed: [] });
    // The move of before still stands.
    await expect(takeBack('deceased')).rejects.toMatchObject({ code: 'mailings:not-stopped' });
    expect(await holds('moved')).toBe(true);
    expect(await takeBack('moved')).toEqual({ missed: [] });
    // A worker that had left them out by then finds out before it books its batch.
    expect(await holds('moved')).toBe(false);
    expect(await holds('objection')).toBe(true);

    const trail = await bench.database.pool.query<{ detail: object }>(
      `select detail from audit_entries where action = 'resume-letters' order by id`,
    );
    expect(trail.rows.map(({ detail }) => detail)).toEqual([
      { booked: 'deceased', why: 'verkeerde persoon' },
      { booked: 'moved', why: 'verkeerde persoon' },
    ]);
  });

  test('goes to nobody who died, moved or opted out up to the moment of rendering, and to a new address', async () => {
    const { rows } = await bench.database.pool.query<{ reference: string; batch: number }>(
      `select r.reference, b.number as batch from letters l join batches b on b.id = l.batch_id
       join recipients r on r.number = l.number order by b.number, l.position`,
    );
    const [died = '', moved = '', changed = ''] = rows.map(({ reference }) => reference);
    const inThird = rows.filter(({ batch }) => batch === 3).map(({ reference }) => reference);
    await get(StopLetters).stop(
      trial.id,
      { letterCode: formatLetterCode((await whoIs(died)).code) },
      'deceased',
      commandLine,
    );
    await get(StopLetters).stop(trial.id, { reference: moved }, 'moved', commandLine);
    await get(ChangeAddress).change(trial.id, { reference: changed }, address, commandLine);
    for (const reference of inThird)
      await get(OptOutsService).add(trial.organisationId, { kind: 'reference', reference }, commandLine);
    await make(1);

    const batches = await get(MailingsService).batches(trial.id);
    expect(batches.map(({ state, letters, withheld }) => ({ state, letters, withheld }))).toEqual([
      { state: 'rendered', letters: 1, withheld: 2 },
      { state: 'rendered', letters: 3, withheld: 0 },
      { state: 'empty', letters: 0, withheld: 1 },
    ]);
    expect((await whoIs(died)).wave).toEqual({ 1: 'deceased' });
    expect((await whoIs(moved)).wave).toEqual({ 1: 'moved' });
    expect(
      await get(ResumeLetters).resume(trial.id, { reference: moved }, 'moved', 'vergissing', commandLine),
    ).toEqual({ missed: [1] });
    await get(StopLetters).stop(trial.id, { reference: moved }, 'moved', commandLine);
    const file = await buffer(await get(FileStore).read(batches[0]?.pdfFile ?? ''));
    const pages = (await readPages(new Uint8Array(file))).map(textOf);
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('9999 ZZ');
    expect(pages[0]).toContain(formatLetterCode((await whoIs(changed)).code));
    await expectRuleThree(three, { 1: 8 });
    const [wave] = await get(WavesService).list(trial.id);
    expect(wave?.withheld).toEqual({ deceased: 1, moved: 1, objection: 1, 'opted-out': 1 });
  });

  test('an empty batch is not handed over and does not hold the others up', async () => {
    const mailings = get(MailingsService);
    await expect(mailings.handOverBatch(trial.id, 3, '2026-03-09', commandLine)).rejects.toMatchObject({
      code: 'mailings:batch-empty',
    });
    await mailings.handOverBatch(trial.id, 1, '2026-03-09', commandLine);
    await mailings.handOverBatch(trial.id, 2, '2026-03-11', commandLine);
    expect((await get(TrialsService).get(trial.id)).state).toBe('collecting');
  });

  test('who asks late is told which letters are made already', async () => {
    const { rows } = await bench.database.pool.query<{ reference: string }>(
      `select r.reference from letters l join batches b on b.id = l.batch_id and b.number = 2
       join recipients r on r.number = l.number order by l.position`,
    );
    const late = rows[0]?.reference ?? '';
    expect(await get(StopLetters).stop(trial.id, { reference: late }, 'objection', commandLine)).toEqual({
      isNew: true,
      made: [{ wave: 1, batch: 2, state: 'handed-over', postedOn: '2026-03-11' }],
    });
    expect(
      await get(StopLetters).stop(trial.id, { reference: late }, 'objection', commandLine),
    ).toMatchObject({
      isNew: false,
    });
  });
});

describe('letters that came back', () => {
  test('are booked with the wave that was posted by then; what fits no letter is kept', async () => {
    bench.clock.set('2026-03-20');
    const { rows } = await bench.database.pool.query<{ reference: string; code: string }>(
      `select r.reference, a.letter_code as code from letters l join batches b on b.id = l.batch_id and b.number = 2
       join recipients r on r.number = l.number join allocations a on a.number = l.number order by l.position`,
    );
    const [, back, early] = rows;
    const file = write('retour.csv', [
      ['briefcode', 'retourdatum', 'ronde'],
      [back?.code ?? '', '14-03-2026', ''],
      [back?.code ?? '', '15-03-2026', '1'],
      // Before it was posted, and a wave that was not.
      [early?.code ?? '', '10-03-2026', ''],
      [early?.code ?? '', '14-03-2026', '2'],
      [early?.code ?? '', '14-03-2026', 'x'],
    ]);
    const request = { trialId: trial.id, path: file, fileName: 'retour.csv', actor: commandLine };
    expect(await get(TakeUndeliverables).take(request)).toMatchObject({
      lines: 5,
      accepted: 1,
      repeated: 1,
      unmatched: 2,
      refused: 1,
      firstRefusals: [{ line: 6, column: 'ronde', code: 'responses:wave-wrong' }],
    });
    expect(await get(TakeUndeliverables).take(request)).toMatchObject({ alreadyImported: true });
    const one = { reference: back?.reference, returnedOn: '2026-03-14' };
    expect(await get(TakeUndeliverables).takeOne(trial.id, one, commandLine)).toEqual({
      wave: 1,
      isNew: false,
    });
    await expect(
      get(TakeUndeliverables).takeOne(trial.id, { ...one, returnedOn: '2026-03-10' }, commandLine),
    ).rejects.toMatchObject({ code: 'responses:letter-unknown' });
    const kept = await bench.database.pool.query<{ reason: string }>(
      'select reason from unmatched_responses order by line',
    );
    expect(kept.rows.map(({ reason }) => reason)).toEqual(['no-letter', 'no-letter']);
  });
});

describe('the reminder', () => {
  test('waits for its day, and for somebody to approve its own words', async () => {
    const next = await get(PlanReminder).next(await get(TrialsService).get(trial.id));
    // Fourteen days after the last letters of the first mailing, which went on the 11th.
    expect(next).toEqual({ wave: 2, dueOn: '2026-03-25' });
    await expect(get(PlanReminder).plan(trial.id, commandLine)).rejects.toMatchObject({
      code: 'mailings:reminder-not-due',
    });
    bench.clock.set('2026-03-25');
    await expect(get(PlanReminder).plan(trial.id, commandLine)).rejects.toMatchObject({
      code: 'mailings:proofs-not-approved',
    });
    await get(ProofsService).approveByProtocol(trial, commandLine, 2);
  });

  test('goes to who has not responded, in every arm that it names, and says why not to the others', async () => {
    const { rows } = await bench.database.pool.query<{ reference: string; batch: number; code: string }>(
      `select r.reference, b.number as batch, a.letter_code as code
       from letters l join batches b on b.id = l.batch_id join recipients r on r.number = l.number
       join allocations a on a.number = l.number order by b.number, l.position`,
    );
    const [changed, late, back] = rows;
    const responder = (await inArm('stil'))[0] ?? '';
    const responses = write('responses.csv', [
      ['kenmerk', 'datum'],
      [responder, '2026-03-20'],
    ]);
    await get(TakeResponses).take({
      trialId: trial.id,
      path: responses,
      fileName: 'r.csv',
      actor: commandLine,
    });
    expect(await get(PlanReminder).plan(trial.id, commandLine, 2)).toEqual({ wave: 2, letters: 6 });
    expect((await whoIs(responder)).wave[2]).toBeNull();
    expect((await whoIs(late?.reference ?? '')).wave[2]).toBe('objection');
    expect((await whoIs(back?.reference ?? '')).wave[2]).toBe('returned');
    expect((await whoIs(changed?.reference ?? '')).wave[2]).toMatch(/batch/);
    for (const reference of (await inArm('stil')).slice(1))
      expect((await whoIs(reference)).wave[2]).toMatch(/batch/);
    // Twelve less the one who responded.
    await expectRuleThree(three, { 1: 8, 2: 11 });
  });

  test('has its own words, batches and days, and leaves the state of the trial alone', async () => {
    await make(2);
    // Whoever was put in the list of those who want no letters gets no reminder either.
    const [, wave] = await get(WavesService).list(trial.id);
    expect(wave?.withheld).toEqual({ deceased: 1, moved: 1, objection: 2, returned: 1, 'opted-out': 1 });
    expect(wave).toMatchObject({ number: 2, lettersToGo: 0, lettersRendered: 5, batches: 3 });
    const batch = (await get(MailingsService).batches(trial.id)).find((one) => one.wave === 2);
    const file = await buffer(await get(FileStore).read(batch?.pdfFile ?? ''));
    const pages = (await readPages(new Uint8Array(file))).map(textOf);
    expect(pages.every((page) => page.includes('Wij hebben uw formulier nog niet'))).toBe(true);
    expect(pages.every((page) => page.includes('23 maart 2026'))).toBe(true);
    await get(MailingsService).handOver(trial.id, '2026-03-26', commandLine, 2);
    expect((await get(TrialsService).get(trial.id)).state).toBe('collecting');
    await expectRuleThree(three, { 1: 8, 2: 11 });
    await expect(get(PlanReminder).plan(trial.id, commandLine)).rejects.toMatchObject({
      code: 'mailings:no-reminder',
    });
  });

  test('the flow adds up, and the analysis knows of reminders and of letters that came back', async () => {
    bench.clock.set('2026-04-13');
    await get(EndTrial).close(trial.id, commandLine);
    const { further, data } = await get(AnalyseTrial).analyse(trial.id, commandLine);
    expect(data.counts.reduce((sum, { n }) => sum + n, 0)).toBe(12);
    expect(further?.complier).not.toBeNull();
    const flow = await get(DisclosureService).flow(await get(TrialsService).get(trial.id));
    expect(flow).toEqual({
      lines: 14,
      refused: 0,
      optedOut: 2,
      allocated: 12,
      withoutLetter: 4,
      notSent: 4,
      objected: 2,
      mailed: 4,
      reminders: 5,
      undeliverable: 1,
      responses: 1,
      unmatched: 2,
    });
    expect(flow.allocated).toBe((flow.withoutLetter ?? 0) + (flow.notSent ?? 0) + (flow.mailed ?? 0));
  });
});
