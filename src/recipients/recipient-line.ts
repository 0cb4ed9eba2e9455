import { readAddress } from '../core/post/dutch-address.js';
import { readGender, type RecipientName } from '../core/post/salutation.js';
import type { Refusal } from '../intake/import-summary.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';
import type { PersonalData } from './personal-data.js';
import type { KnownColumn, RecipientColumns, RecipientPlan } from './recipient-columns.js';

/** A line that was accepted. */
export interface AcceptedRecipient {
  readonly line: number;
  readonly reference: string;
  readonly stratum: readonly string[];
  readonly cluster: string | null;
  readonly externalArm: string | null;
  readonly optedOut: boolean;
  readonly personal: PersonalData | null;
}

export type RecipientLine =
  | { readonly ok: true; readonly recipient: AcceptedRecipient }
  | { readonly ok: false; readonly refusal: Refusal };

/** As long as any case number; what is longer is a whole line in one cell. */
const MAX_REFERENCE = 100;

/** The longest text that fits the window of an envelope in the smallest type. */
const MAX_NAME = 100;

const YES = new Set(['1', 'j', 'ja', 'y', 'yes', 'true', 'x', 'waar']);
const NO = new Set(['', '0', 'n', 'nee', 'no', 'false', 'onwaar']);

/** Characters that never belong in a name or address and would upset the page: control and direction marks. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/** Reads the lines of a file of recipients, each by itself; what depends on other lines is the importer's. */
export class RecipientLineReader {
  private readonly arms: ReadonlySet<string>;

  constructor(
    private readonly plan: RecipientPlan,
    private readonly columns: RecipientColumns,
  ) {
    this.arms = new Set(plan.arms);
  }

  read(record: DelimitedRecord): RecipientLine {
    const { line, cells } = record;
    const refuse = (
      place: number | undefined,
      name: string,
      params: Refusal['params'] = {},
    ): RecipientLine => {
      const column = place === undefined ? null : (this.columns.header[place] ?? null);
      return {
        ok: false,
        refusal: {
          line,
          column,
          code: `recipients:${name}`,
          params: column === null ? params : { ...params, column },
        },
      };
    };
    const { known, width } = this.columns;
    if (cells.length !== width)
      return refuse(undefined, 'wrong-number-of-cells', { found: cells.length, expected: width });
    const cell = (column: KnownColumn): string => {
      const place = known[column];
      return place === undefined ? '' : (cells[place] ?? '').trim();
    };
    const reference = cell('reference');
    if (reference === '') return refuse(known.reference, 'reference-missing');
    if (reference.length > MAX_REFERENCE)
      return refuse(known.reference, 'reference-too-long', { maximum: MAX_REFERENCE });
    const arm = cell('arm');
    if (this.plan.allocation === 'external' && !this.arms.has(arm)) {
      return refuse(known.arm, 'arm-unknown', { arm: arm.slice(0, 60), arms: this.plan.arms.join(', ') });
    }
    const optOut = cell('optOut').toLowerCase();
    if (!YES.has(optOut) && !NO.has(optOut))
      return refuse(known.optOut, 'opt-out-unclear', { value: optOut.slice(0, 20) });
    const stratum = this.columns.strata.map((place) => (cells[place] ?? '').trim());
    const emptyStratum = stratum.indexOf('');
    if (emptyStratum !== -1) return refuse(this.columns.strata[emptyStratum], 'stratum-missing');
    const oddStratum = stratum.findIndex((value) => UNPRINTABLE.test(value));
    if (oddStratum !== -1) return refuse(this.columns.strata[oddStratum], 'unprintable');
    const cluster = this.columns.cluster === null ? null : (cells[this.columns.cluster] ?? '').trim() || null;
    const personal = this.plan.mailing ? this.readPersonal(cells, cell, refuse) : null;
    if (personal !== null && 'ok' in personal) return personal;
    return {
      ok: true,
      recipient: {
        line,
        reference,
        stratum,
        cluster,
        externalArm: this.plan.allocation === 'external' ? arm : null,
        optedOut: YES.has(optOut),
        personal,
      },
    };
  }

  private readPersonal(
    cells: readonly string[],
    cell: (column: KnownColumn) => string,
    refuse: (place: number | undefined, name: string, params?: Refusal['params']) => RecipientLine,
  ): PersonalData | RecipientLine {
    const { known } = this.columns;
    const name: RecipientName = {
      initials: cell('initials'),
      prefix: cell('prefix'),
      surname: cell('surname'),
      gender: readGender(cell('gender')),
      businessName: cell('businessName'),
    };
    if (name.surname === '' && name.businessName === '') return refuse(known.surname, 'name-missing');
    const read = readAddress({
      street: cell('street'),
      houseNumber: cell('houseNumber'),
      addition: cell('addition'),
      postcode: cell('postcode'),
      place: cell('place'),
      country: cell('country'),
    });
    if (!read.ok) return refuse(known[read.column], read.fault);
    for (const column of ['initials', 'prefix', 'surname', 'businessName', 'street', 'place'] as const) {
      const text = cell(column);
      if (text.length > MAX_NAME) return refuse(known[column], 'text-too-long', { maximum: MAX_NAME });
      if (UNPRINTABLE.test(text)) return refuse(known[column], 'unprintable');
    }
    const fields: Record<string, string> = {};
    for (const [index, field] of this.plan.mergeFields.entries()) {
      const place = this.columns.mergeFields[index];
      const text = place === undefined ? '' : (cells[place] ?? '').trim();
      // Found here, and not on paper: a letter that says "uw bedrag van euro".
      if (text === '') return refuse(place, 'merge-field-missing', { field });
      fields[field] = text;
    }
    return { ...name, ...read.address, fields };
  }
}
