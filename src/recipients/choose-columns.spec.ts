import { describe, expect, test } from 'vitest';
import { chosenHeader, suggestColumns } from './choose-columns.js';
import { matchColumns, type RecipientPlan } from './recipient-columns.js';

const plan: RecipientPlan = {
  allocation: 'drawn',
  arms: ['a', 'b'],
  strata: ['regio'],
  covariates: [],
  cluster: null,
  mailing: false,
  mergeFields: [],
  countAddresses: false,
};

test('columns are found by their usual names; what is not there is left open', () => {
  expect(suggestColumns(['Kenmerk', 'Regio', 'x'], plan)).toEqual([
    { name: 'reference', isNeeded: true, column: 'Kenmerk' },
    { name: 'optOut', isNeeded: false },
    { name: 'regio', isNeeded: true, column: 'Regio' },
  ]);
});

describe('a choice', () => {
  const header = ['id', 'dossier', 'gebied', 'regio'];

  test.each([
    [
      'goes before the name',
      [
        ['reference', 'dossier'],
        ['regio', 'gebied'],
      ],
      ['(id)', 'reference', 'regio', '(regio)'],
    ],
    [
      'of none leaves a column out',
      [
        ['reference', 'id'],
        ['regio', ''],
      ],
      ['reference', 'dossier', 'gebied', '(regio)'],
    ],
  ] as const)('%s', (_name, choice, expected) => {
    expect(chosenHeader(header, new Map(choice))).toEqual(expected);
  });

  test('is what the import then reads by', () => {
    const chosen = chosenHeader(
      header,
      new Map([
        ['reference', 'dossier'],
        ['regio', 'gebied'],
      ]),
    );
    expect(matchColumns(chosen, plan)).toMatchObject({ known: { reference: 1 }, strata: [2] });
  });

  test('that leaves out what is needed is refused as if the file lacked it', () => {
    expect(() =>
      matchColumns(
        chosenHeader(
          header,
          new Map([
            ['reference', ''],
            ['regio', 'regio'],
          ]),
        ),
        plan,
      ),
    ).toThrow('recipients:columns-missing');
  });
});
