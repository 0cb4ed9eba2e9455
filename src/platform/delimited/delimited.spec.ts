import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectFile } from './inspect-file.js';
import { readDelimited } from './read-delimited.js';
import { RecordSplitter, type DelimitedRecord } from './record-splitter.js';
import { csvCell, csvLine } from './write-csv.js';

const folder = mkdtempSync(join(tmpdir(), 'delimited-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(
  content: string | Buffer,
): Promise<{ header: readonly string[]; records: DelimitedRecord[] }> {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  const { header, batches } = await readDelimited(await inspectFile(path));
  const records: DelimitedRecord[] = [];
  for await (const batch of batches) records.push(...batch);
  return { header, records };
}

/** What this process has open, where the system says so. */
const OPEN_FILES = '/proc/self/fd';

test.skipIf(!existsSync(OPEN_FILES)).each([
  ['a file that is refused at its header', 'id;id\n1;2\n'],
  ['a file that is left after its header', 'id;naam\n1;Zoë\n'],
])('%s is closed at once', async (_what, content) => {
  const path = join(folder, 'closed.csv');
  writeFileSync(path, content);
  try {
    await using file = await readDelimited(await inspectFile(path));
    expect(file.header).toHaveLength(2);
  } catch {
    expect(content).toContain('id;id');
  }
  const open = readdirSync(OPEN_FILES).flatMap((name) => {
    try {
      return [readlinkSync(join(OPEN_FILES, name))];
    } catch {
      return [];
    }
  });
  expect(open.length).toBeGreaterThan(0);
  expect(open).not.toContain(path);
});

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

describe("other people's exports", () => {
  const expected = [{ line: 2, cells: ['1', 'Zoë'] }];
  test.each<[string, string | Buffer]>([
    ['UTF-8, semicolons', 'id;naam\n1;Zoë\n'],
    ['UTF-8 with a byte-order mark', '\uFEFFid;naam\n1;Zoë\n'],
    ['Windows-1252', latin('id;naam\n1;Zoë\n')],
    ['commas', 'id,naam\n1,Zoë\n'],
    ['tabs', 'id\tnaam\n1\tZoë\n'],
    ['CR LF', 'id;naam\r\n1;Zoë\r\n'],
    ['CR alone', 'id;naam\r1;Zoë\r'],
    ['no line end at the end', 'id;naam\n1;Zoë'],
    ['all in quotes', '"id";"naam"\n"1";"Zoë"\n'],
    ['spaces about the header', ' id ; naam \n1;Zoë\n'],
  ])('%s', async (_what, content) => {
    const { header, records } = await read(content);
    expect(header).toEqual(['id', 'naam']);
    expect(records).toEqual(expected);
  });

  test('quoted delimiters, doubled quotes and line ends keep their meaning, and lines their number', async () => {
    const { records } = await read('id;naam\n1;"a;b ""c"""\n2;"twee\r\nregels"\n\n3;x"y\n');
    expect(records).toEqual([
      { line: 2, cells: ['1', 'a;b "c"'] },
      { line: 3, cells: ['2', 'twee\r\nregels'] },
      { line: 6, cells: ['3', 'x"y'] },
    ]);
  });

  test('a comma in a header in quotes does not make it the delimiter', async () => {
    expect((await read('"naam, voluit, met titels";id\nx;1\n')).header).toEqual([
      'naam, voluit, met titels',
      'id',
    ]);
  });
});

describe('files that can not be read', () => {
  test.each<[string, string | Buffer, string]>([
    ['nothing in it', '', 'delimited:empty'],
    ['only line ends', '\n\n\n', 'delimited:no-header'],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'delimited:not-text'],
    ['UTF-16', Buffer.from('id;naam\n', 'utf16le'), 'delimited:not-text'],
    ['a column twice', 'id;id\n1;2\n', 'delimited:repeated-column'],
    ['a quote that is never closed', 'id\n"1\n', 'delimited:quote-not-closed'],
    ['a quote that would swallow the file', `id\n"${'x'.repeat(1_000_000)}`, 'delimited:record-too-long'],
    ['a line without end', 'x'.repeat(1_000_000), 'delimited:record-too-long'],
    ['a thousand columns', `${'a;'.repeat(1000)}\n`, 'delimited:too-many-columns'],
  ])('%s', async (_what, content, code) => {
    await expect(read(content)).rejects.toMatchObject({ code });
  });
});

test('records are the same wherever the text is cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ';', '"', '\n', '\r', ' ') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1 }),
      fc.nat(),
      (rows, cut) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(';'))
          .join('\r\n');
        const splitter = new RecordSplitter(';');
        const at = cut % (text.length + 1);
        const records = [
          ...splitter.push(text.slice(0, at)),
          ...splitter.push(text.slice(at)),
          ...splitter.end(),
        ];
        expect(records.map(({ cells }) => cells)).toEqual(rows);
      },
    ),
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+31', "'+31"],
  ['-1.5', '-1.5'],
  ['@cmd', "'@cmd"],
  ['a,b', '"a,b"'],
  ['zeg "ja"', '"zeg ""ja"""'],
])('a cell with %s is written as %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
  expect(csvLine([value, 1, null])).toBe(`${cell},1,\r\n`);
});
