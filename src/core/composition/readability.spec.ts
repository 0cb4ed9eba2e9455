import { describe, expect, test } from 'vitest';
import { readability, readabilityDifferences, type ReadabilityScores } from './readability.js';

function scores(text: string): ReadabilityScores {
  const scored = readability(text);
  if (scored.kind !== 'value') throw new Error(scored.reason);
  return scored;
}

describe('counting', () => {
  test.each([
    ['Stuur het terug.', 3, 1],
    ['Stuur het terug! Doet u dat? Ja.', 7, 3],
    ['Beste dhr. J. Jansen, bel ons.', 6, 1],
    ['Wij helpen u. Bel A. de Vries.', 7, 2],
    ['Bel tussen 8.00 en 20.00 uur. Het kost € 1.234,50.', 9, 2],
    ['Wat vragen wij van u?\n\nVul het formulier in', 9, 2],
    ['Neem mee:\n\n- uw pas\n\n- de brief', 6, 3],
    ["De auto's van 's-Hertogenbosch zijn portvrij-gemaakt.", 6, 1],
    ['Hij zei: "Kom." Toen ging hij.', 6, 2],
  ])('%j has %i words and %i sentences', (text, words, sentences) => {
    expect(scores(text)).toMatchObject({ words, sentences });
  });

  test('the score follows from the counts', () => {
    // Stuur-het-te-rug-van-daag: 4 words, 6 syllables; Dank u: 2 and 2.
    const { wordsPerSentence, syllablesPerWord, fleschDouma } = scores('Stuur het vandaag terug. Dank u.');
    expect(wordsPerSentence).toBe(3);
    expect(syllablesPerWord).toBeCloseTo(8 / 6, 12);
    expect(fleschDouma).toBeCloseTo(206.84 - 0.93 * 3 - (77 * 8) / 6, 10);
  });

  test('a text without words has no score', () => {
    for (const text of ['', ' \n\n - ', '…!'])
      expect(readability(text)).toEqual({ kind: 'undefined', reason: 'no-observations' });
  });

  test('long sentences are told as they are', () => {
    const long = `Dhr. Jansen ${'vraagt en '.repeat(10)}schrijft.`;
    expect(scores(`Kort. ${long}`).longSentences).toEqual([long]);
  });

  test('office language scores lower than plain language', () => {
    const office = 'Ten aanzien van bovengenoemde aangelegenheid verzoeken wij u medewerking te verlenen.';
    expect(scores(office).fleschDouma).toBeLessThan(scores('Wilt u ons hierbij helpen?').fleschDouma - 40);
  });
});

describe('arms that differ', () => {
  const arm = (text: string) => readability(text);
  const short = 'Stuur het vandaag terug. Dank u wel voor uw hulp.';

  test('alike: nothing to warn about', () => {
    expect(readabilityDifferences([arm(short), arm(short), arm('')])).toEqual([]);
    expect(readabilityDifferences([])).toEqual([]);
  });

  test('in length', () => {
    expect(readabilityDifferences([arm(`${short} ${short}`), arm(''), arm(short)])).toEqual([
      { kind: 'length', arms: [2, 0], values: [10, 20] },
    ]);
  });

  test('in level', () => {
    const hard =
      'Retourneer het formulier onmiddellijk. Medewerking voorkomt vervolgmaatregelen van de organisatie.';
    const found = readabilityDifferences([arm(short), arm(hard)]);
    expect(found).toMatchObject([{ kind: 'level', arms: [1, 0] }]);
  });
});
