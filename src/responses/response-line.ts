import { readLetterCode } from '../core/post/letter-code.js';
import { DomainError } from '../core/domain-error.js';
import type { Refusal } from '../intake/import-summary.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';

/** Where the columns of a file of responses are. */
export interface ResponseColumns {
  readonly letterCode: number | undefined;
  readonly reference: number | undefined;
  readonly date: number;
  readonly kind: number | undefined;
  readonly width: number;
  readonly header: readonly string[];
}

/** A response as it came in, before it is matched to a recipient. */
export interface IncomingResponse {
  readonly line: number;
  readonly letterCode: string | null;
  readonly reference: string | null;
  readonly kind: string;
  /** yyyy-mm-dd */
  readonly respondedOn: string;
}

export type ResponseLine =
  | { readonly ok: true; readonly response: IncomingResponse }
  | { readonly ok: false; readonly refusal: Refusal };

const synonyms = {
  letterCode: ['lettercode', 'briefcode', 'code'],
  reference: ['reference', 'kenmerk', 'referentie', 'zaaknummer', 'recipient', 'id'],
  date: [
    'respondedon',
    'datum',
    'date',
    'reactiedatum',
    'ontvangenop',
    'ontvangstdatum',
    'returnedon',
    'retourop',
    'retourdatum',
  ],
  kind: ['kind', 'soort', 'reactie', 'response'],
} as const;

/** @throws DomainError `responses:columns-missing` */
export function matchResponseColumns(header: readonly string[]): ResponseColumns {
  const names = header.map((name) => name.toLowerCase().replace(/[\s_-]/g, ''));
  const find = (wanted: readonly string[]): number | undefined => {
    const place = names.findIndex((name) => wanted.includes(name));
    return place === -1 ? undefined : place;
  };
  const letterCode = find(synonyms.letterCode);
  const reference = find(synonyms.reference);
  const date = find(synonyms.date);
  const missing = [
    ...(letterCode === undefined && reference === undefined ? ['briefcode / kenmerk'] : []),
    ...(date === undefined ? ['datum'] : []),
  ];
  if (date === undefined || missing.length > 0) {
    throw new DomainError('invalid', 'responses:columns-missing', {
      columns: missing.join(', '),
      found: header.join(', ').slice(0, 500),
    });
  }
  return { letterCode, reference, date, kind: find(synonyms.kind), width: header.length, header };
}

/** A date as yyyy-mm-dd or dd-mm-yyyy, and one that exists. */
export function readDate(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const dutch = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(text);
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : [dutch?.[3], dutch?.[2]?.padStart(2, '0'), dutch?.[1]?.padStart(2, '0')];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 31 February becomes 3 March: then it was none.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return undefined;
  return `${year}-${month}-${day}`;
}

const KIND = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Reads one line of responses.
 * @param today yyyy-mm-dd: nobody has responded tomorrow
 */
export function readResponseLine(
  { line, cells }: DelimitedRecord,
  columns: ResponseColumns,
  defaultKind: string,
  today: string,
): ResponseLine {
  const refuse = (place: number | undefined, name: string, params: Refusal['params'] = {}): ResponseLine => ({
    ok: false,
    refusal: {
      line,
      column: place === undefined ? null : (columns.header[place] ?? null),
      code: `responses:${name}`,
      params,
    },
  });
  if (cells.length !== columns.width) {
    return refuse(undefined, 'wrong-number-of-cells', { found: cells.length, expected: columns.width });
  }
  const cell = (place: number | undefined): string =>
    place === undefined ? '' : (cells[place] ?? '').trim();
  const typedCode = cell(columns.letterCode);
  const reference = cell(columns.reference);
  const letterCode = typedCode === '' ? null : (readLetterCode(typedCode) ?? null);
  if (typedCode !== '' && letterCode === null && reference === '')
    return refuse(columns.letterCode, 'code-wrong');
  if (letterCode === null && reference === '')
    return refuse(columns.letterCode ?? columns.reference, 'code-missing');
  const respondedOn = readDate(cell(columns.date));
  if (respondedOn === undefined)
    return refuse(columns.date, 'date-wrong', { value: cell(columns.date).slice(0, 30) });
  if (respondedOn > today) return refuse(columns.date, 'date-in-future', { date: respondedOn });
  const kind = cell(columns.kind).toLowerCase() || defaultKind;
  if (!KIND.test(kind) || kind.length > 60) return refuse(columns.kind, 'kind-wrong');
  return { ok: true, response: { line, letterCode, reference: reference || null, kind, respondedOn } };
}
