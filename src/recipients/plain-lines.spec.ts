import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BsnJudge } from '../core/post/bsn.js';
import { SharedAddressCount } from '../core/randomisation/shared-address.js';
import { BinaryRows } from '../platform/copy/copy-binary.js';
import { RecordSplitter } from '../platform/delimited/record-splitter.js';
import { PlainLines } from './plain-lines.js';
import { matchColumns, type RecipientPlan } from './recipient-columns.js';
import { RecipientLineReader } from './recipient-line.js';
import { writeRecipient } from './recipient-row.js';
import { SealMarks } from './seal-marks.js';

const columns = [
  'regio',
  'kenmerk',
  'voorletters',
  'tussenvoegsel',
  'achternaam',
  'geslacht',
  'bedrijfsnaam',
  'straat',
  'huisnummer',
  'toevoeging',
  'postcode',
  'woonplaats',
  'land',
  'bezwaar',
  'huishouden',
  'bedrag',
  'termijn',
  'soort',
  'leeftijd',
  'eerder',
];

const plan: RecipientPlan = {
  allocation: 'drawn',
  arms: ['a', 'b'],
  strata: ['regio', 'soort'],
  covariates: [
    { column: 'leeftijd', kind: 'number', step: 5 },
    { column: 'eerder', kind: 'category' },
  ],
  cluster: 'huishouden',
  mailing: true,
  mergeFields: ['bedrag', 'termijn'],
  countAddresses: true,
};

const plain: Readonly<Record<string, string>> = {
  regio: 'Fryslân',
  kenmerk: 'Z-1',
  achternaam: 'de Boer',
  geslacht: 'V',
  straat: 'Dorpsstraat',
  huisnummer: '12',
  postcode: '1234 AB',
  woonplaats: 'Súdwest-Fryslân',
  huishouden: 'H1',
  bedrag: '12,50',
  termijn: '14 dagen',
  soort: 'particulier',
  leeftijd: '43',
  eerder: 'één keer',
};

const lineOf = (cells: Readonly<Record<string, string>>): string =>
  columns.map((column) => cells[column] ?? '').join(';');

/** The row that the bytes of a line give; undefined when they are left to the other reader. */
function rowFromBytes(line: string, ending = '\n', some = plan): Buffer | undefined {
  const lines = new PlainLines(some, matchColumns(columns, some), ';');
  const before = 'x;y\n';
  const bytes = Buffer.from(`${before}${line}${ending}`, 'utf8');
  if (!lines.read(bytes, before.length)) return undefined;
  expect(lines.next).toBe(bytes.length);
  const rows = new BinaryRows();
  lines.write(rows, 7, 3, new SealMarks(Buffer.alloc(8)));
  return rows.take();
}

/** The row that its text gives; undefined when it is refused. */
function rowFromText(line: string, some = plan): Buffer | undefined {
  const [record] = new RecordSplitter(';', 3).push(`${line}\n`);
  const read = record && new RecipientLineReader(some, matchColumns(columns, some)).read(record);
  if (read?.ok !== true) return undefined;
  const rows = new BinaryRows();
  writeRecipient(rows, 7, read.recipient, new SealMarks(Buffer.alloc(8)));
  return rows.take();
}

describe('lines as people export them', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a person', {}],
    ['initials, prefix and addition', { voorletters: 'J.P.', tussenvoegsel: 'van der', toevoeging: 'hs' }],
    ['a business', { achternaam: '', bedrijfsnaam: 'Bakkerij Jansen & Zn.', geslacht: '' }],
    ['a gender that says nothing', { geslacht: 'X' }],
    ['a postcode without space', { postcode: '9999ZZ' }],
    ['no household', { huishouden: '' }],
    ['covariates that are not known', { leeftijd: '', eerder: '' }],
    ['a number with decimals', { leeftijd: '12,5' }],
    ['what a formula looks like', { achternaam: '=1+1' }],
  ])('%s is read from its bytes, to the same row', (_what, change) => {
    const line = lineOf({ ...plain, ...change });
    expect(rowFromBytes(line)).toEqual(rowFromText(line));
    expect(rowFromBytes(line, '\r\n')).toEqual(rowFromText(line));
    expect(rowFromText(line)).toBeDefined();
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['a space at an edge', { achternaam: ' Boer' }],
    ['a backslash', { achternaam: 'Bo\\er' }],
    ['a control character', { achternaam: 'Bo\u0001er' }],
    ['a direction mark', { achternaam: 'Bo\u202eer' }],
    ['a C1 control character', { achternaam: 'Bo\u0085er' }],
    ['a no-break space at an edge', { achternaam: 'Boer\u00a0' }],
    ['a house number with a letter', { huisnummer: '12a' }],
    ['a postcode that was never given out', { postcode: '1234SS' }],
    ['a foreign country', { land: 'België' }],
    ['an objection', { bezwaar: 'ja' }],
    ['an empty stratum', { regio: '' }],
    ['an empty merge field', { bedrag: '' }],
    ['a reference with an accent', { kenmerk: 'Zé1' }],
    ['a number that is none', { leeftijd: 'veertig' }],
    ['no name', { achternaam: '' }],
    ['a name of a hundred and one signs', { achternaam: 'x'.repeat(101) }],
  ])('%s is left to the other reader', (_what, change) => {
    expect(rowFromBytes(lineOf({ ...plain, ...change }))).toBeUndefined();
  });

  test('neither a file of arms nor a line with a cell too many or too few is for it', () => {
    const line = lineOf(plain);
    const external = new PlainLines({ ...plan, allocation: 'external' }, matchColumns(columns, plan), ';');
    expect(external.read(Buffer.from(`${line}\n`), 0)).toBe(false);
    expect(rowFromBytes(`${line};`)).toBeUndefined();
    expect(rowFromBytes(line.slice(0, line.lastIndexOf(';')))).toBeUndefined();
  });

  test('a file without letters has no personal data', () => {
    const elsewhere = { ...plan, mailing: false, mergeFields: [] };
    const line = lineOf(plain);
    expect(rowFromBytes(line, '\n', elsewhere)).toEqual(rowFromText(line, elsewhere));
  });
});

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
  ['as it is', {}, {}],
  [
    'with an addition, a space in the postcode',
    { toevoeging: 'bis' },
    { postcode: '1234ab', toevoeging: 'BIS' },
  ],
  ['with the addition at the number', { toevoeging: 'a' }, { huisnummer: '12-A' }],
  ['with an accent', { toevoeging: 'é' }, { toevoeging: ' é' }],
])('an address is the same read from bytes and from text: %s', (_what, bytes, text) => {
  const addresses = new SharedAddressCount();
  const lines = new PlainLines(plan, matchColumns(columns, plan), ';');
  expect(lines.read(Buffer.from(`${lineOf({ ...plain, ...bytes })}\n`), 0)).toBe(true);
  lines.countAddress(addresses);
  const [record] = new RecordSplitter(';', 3).push(`${lineOf({ ...plain, ...text })}\n`);
  const read = record && new RecipientLineReader(plan, matchColumns(columns, plan)).read(record);
  if (read?.ok !== true || read.recipient.personal === null) throw new Error('The line was refused.');
  addresses.add(read.recipient.personal);
  expect(addresses.finish()).toEqual({ recipients: 2, addresses: 1, largest: 2 });
});

test('whatever comes, the bytes give the row that the text gives, or are left alone', () => {
  const cell = fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    fc.constantFrom(
      '',
      ' ',
      '0',
      '12',
      '012',
      '123456',
      '1234AB',
      '1234 ab',
      '0234AB',
      'M',
      'é',
      'NL',
      'ja',
      '-',
    ),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.record(Object.fromEntries(columns.map((column) => [column, cell]))), (change) => {
      const given = Object.entries(change).flatMap(([column, text]) =>
        text === undefined || /[\n\r"]/.test(text) ? [] : [[column, text] as const],
      );
      const line = lineOf({ ...plain, ...Object.fromEntries(given) });
      const row = rowFromBytes(line);
      if (row === undefined) return;
      taken += 1;
      expect(row).toEqual(rowFromText(line));
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(30);
});

test('judges of columns see what they would have seen as text', () => {
  const lines = new PlainLines(plan, matchColumns(columns, plan), ';');
  const judges = columns.map(() => new BsnJudge());
  for (const bsn of ['111222333', '123456782']) {
    const bytes = Buffer.from(`${lineOf({ ...plain, kenmerk: bsn })}\n`);
    expect(lines.read(bytes, 0)).toBe(true);
    lines.judge(judges);
  }
  expect(judges.map((judge) => judge.isBsnColumn).indexOf(true)).toBe(columns.indexOf('kenmerk'));
});
