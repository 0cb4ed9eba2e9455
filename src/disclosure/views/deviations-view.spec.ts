import { describe, expect, test } from 'vitest';
import { deviationsOf, type TrialCourse } from './deviations-view.js';

const asPlanned: TrialCourse = {
  today: '2026-06-01',
  planning: { mailing: '2026-03-02', close: '2026-04-06', disclosure: '2026-05-01' },
  plannedRecipients: 1000,
  amendments: [],
  postedOn: '2026-03-02',
  closedOn: '2026-04-06',
  disclosedOn: '2026-05-01',
  recipients: 990,
  corrections: [],
};
const kinds = (course: Partial<TrialCourse>): string[] =>
  deviationsOf({ ...asPlanned, ...course }, 'nl').map(({ kind }) => kind);
const ratio = (allocated: 'fits' | 'mismatch', mailed: 'fits' | 'mismatch' = 'fits') => ({
  units: 'recipient' as const,
  allocated: { verdict: allocated },
  mailed: { verdict: mailed },
  mail: true,
  arms: [],
});
const why = { on: '2026-03-20', reason: 'Daarom.' };

describe('what went otherwise than promised', () => {
  test.each<[string, Partial<TrialCourse>, string[]]>([
    ['nothing', {}, []],
    ['an amendment', { amendments: [why] }, ['amended']],
    ['results seen early', { unblinded: why }, ['unblinded']],
    ['letters that went out late', { postedOn: '2026-03-04' }, ['posted-late']],
    ['letters that went out before', { postedOn: '2026-03-01' }, []],
    ['a close before its day', { closedOn: '2026-04-01' }, ['closed-early']],
    ['a close after its day', { closedOn: '2026-04-09' }, ['closed-late']],
    ['a stop, which is no early close besides', { stopped: why, closedOn: '2026-03-20' }, ['stopped']],
    ['a result that came late', { disclosedOn: '2026-05-04' }, ['published-late']],
    ['a correction', { corrections: [{ ...why, on: '2026-05-20' }] }, ['corrected']],
    ['many fewer recipients', { recipients: 949 }, ['fewer-recipients']],
    ['an alarm over the arms', { ratio: ratio('mismatch') }, ['ratio-allocated']],
    ['an alarm over the letters', { ratio: ratio('fits', 'mismatch') }, ['ratio-mailed']],
    ['arms that fit', { ratio: ratio('fits') }, []],
  ])('%s', (_what, course, expected) => {
    expect(kinds(course)).toEqual(expected);
  });

  test('a result that has not come is late from the day after it was promised', () => {
    const { disclosedOn: _disclosedOn, ...open } = asPlanned;
    expect(deviationsOf({ ...open, today: '2026-05-01' }, 'nl')).toEqual([]);
    expect(deviationsOf({ ...open, today: '2026-05-03' }, 'nl')).toMatchObject([
      { kind: 'not-published', promisedOn: '2026-05-01', days: 2 },
    ]);
  });

  test('what has a day is in the order of days, and what shows in figures comes after it', () => {
    expect(
      kinds({
        recipients: 100,
        corrections: [{ ...why, on: '2026-05-20' }],
        disclosedOn: '2026-05-04',
        amendments: [{ ...why, on: '2026-02-20' }],
      }),
    ).toEqual(['amended', 'published-late', 'corrected', 'fewer-recipients']);
  });
});
