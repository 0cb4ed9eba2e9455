/**
 * The text format of PostgreSQL's COPY: a row a line, columns by tabs, `\N` for null, and a backslash before what
 * would be mistaken for one of these (PostgreSQL documentation, COPY, "Text Format").
 */

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as a column of COPY text. */
export function copyColumn(value: string | null): string {
  if (value === null) return '\\N';
  // Most values have nothing to escape; the test is several times cheaper than the replacement.
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found) : value;
}

const UNESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' };

/** The value of a column of COPY text. */
export function readCopyColumn(column: string): string | null {
  if (column === '\\N') return null;
  return column.includes('\\')
    ? column.replace(/\\(.)/gs, (_all, letter: string) => UNESCAPES[letter] ?? letter)
    : column;
}

/** The rows of a stream of COPY text, in batches, each row its columns. */
export async function* readCopyRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[][]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => line.split('\t'));
  }
}
