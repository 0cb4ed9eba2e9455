import { readAddress } from '../core/post/dutch-address.js';
import { readGender, type RecipientName } from '../core/post/salutation.js';
import type { Refusal } from '../intake/import-summary.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';
import type { PersonalData } from './personal-data.js';
import { covariateValue, MAX_CATEGORY } from './covariate-values.js';
import type { KnownColumn, RecipientColumns, RecipientPlan } from './recipient-columns.js';

/** A line that was accepted. */
export interface AcceptedRecipient {
  readonly line: number;
  readonly reference: string;
  readonly stratum: readonly string[];
  /** As they are kept, see `covariateValue`; none where the plan has no such columns. */
  readonly covariates: readonly string[];
  readonly cluster: string | null;
  readonly externalArm: string | null;
  readonly optedOut: boolean;
  readonly personal: PersonalData | null;
}

export type RecipientLine =
  | { readonly ok: true; readonly recipient: AcceptedRecipient }
  | { readonly ok: false; readonly refusal: Refusal };

/** As long as any case number; what is longer is a whole line in one cell. */
export const MAX_REFERENCE = 100;

/** The longest text that fits the window of an envelope in the smallest type. */
export const MAX_NAME = 100;

const YES = new Set(['1', 'j', 'ja', 'y', 'yes', 'true', 'x', 'waar']);
const NO = new Set(['', '0', 'n', 'nee', 'no', 'false', 'onwaar']);

/** Characters that never belong in a name or address and would upset the page: control and direction marks. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/** Parts of a name or address that are printed as they are. */
const PRINTED = ['initials', 'prefix', 'surname', 'businessName', 'street', 'place'] as const;

const NO_FIELDS = { values: {} };

/** Reads the lines of a file of recipients, each by itself; what depends on other lines is the importer's. */
export class RecipientLineReader {
  private readonly arms: ReadonlySet<string>;
  private line = 0;
  private cells: readonly string[] = [];

  constructor(
    private readonly plan: RecipientPlan,
    private readonly columns: RecipientColumns,
  ) {
    this.arms = new Set(plan.arms);
  }

  read({ line, cells }: DelimitedRecord): RecipientLine {
    this.line = line;
    this.cells = cells;
    const { known, width } = this.columns;
    if (cells.length !== width)
      return this.refuse(undefined, 'wrong-number-of-cells', { found: cells.length, expected: width });
    const reference = this.known('reference');
    if (reference === '') return this.refuse(known.reference, 'reference-missing');
    if (reference.length > MAX_REFERENCE)
      return this.refuse(known.reference, 'reference-too-long', { maximum: MAX_REFERENCE });
    const arm = this.known('arm');
    if (this.plan.allocation === 'external' && !this.arms.has(arm)) {
      return this.refuse(known.arm, 'arm-unknown', {
        arm: arm.slice(0, 60),
        arms: this.plan.arms.join(', '),
      });
    }
    const optOut = this.known('optOut').toLowerCase();
    if (!YES.has(optOut) && !NO.has(optOut))
      return this.refuse(known.optOut, 'opt-out-unclear', { value: optOut.slice(0, 20) });
    const stratum = this.columns.strata.map((place) => this.cell(place));
    for (const [index, value] of stratum.entries()) {
      if (value === '') return this.refuse(this.columns.strata[index], 'stratum-missing');
      if (UNPRINTABLE.test(value)) return this.refuse(this.columns.strata[index], 'unprintable');
    }
    const covariates = this.readCovariates();
    if ('ok' in covariates) return covariates;
    const cluster = this.columns.cluster === null ? null : this.cell(this.columns.cluster) || null;
    const personal = this.plan.mailing ? this.readPersonal() : null;
    if (personal !== null && 'ok' in personal) return personal;
    return {
      ok: true,
      recipient: {
        line,
        reference,
        stratum,
        covariates: covariates.values,
        cluster,
        externalArm: this.plan.allocation === 'external' ? arm : null,
        optedOut: YES.has(optOut),
        personal,
      },
    };
  }

  private cell(place: number): string {
    return (this.cells[place] ?? '').trim();
  }

  private known(column: KnownColumn): string {
    const place = this.columns.known[column];
    return place === undefined ? '' : this.cell(place);
  }

  private refuse(place: number | undefined, name: string, params: Refusal['params'] = {}): RecipientLine {
    const column = place === undefined ? null : (this.columns.header[place] ?? null);
    return {
      ok: false,
      refusal: {
        line: this.line,
        column,
        code: `recipients:${name}`,
        params: column === null ? params : { ...params, column },
      },
    };
  }

  private readPersonal(): PersonalData | RecipientLine {
    const { known } = this.columns;
    const name: RecipientName = {
      initials: this.known('initials'),
      prefix: this.known('prefix'),
      surname: this.known('surname'),
      gender: readGender(this.known('gender')),
      businessName: this.known('businessName'),
    };
    if (name.surname === '' && name.businessName === '') return this.refuse(known.surname, 'name-missing');
    const read = readAddress({
      street: this.known('street'),
      houseNumber: this.known('houseNumber'),
      addition: this.known('addition'),
      postcode: this.known('postcode'),
      place: this.known('place'),
      country: this.known('country'),
    });
    if (!read.ok) return this.refuse(known[read.column], read.fault);
    const { address } = read;
    const { initials, prefix, surname, gender, businessName } = name;
    const { street, houseNumber, addition, postcode, place, country } = address;
    // One look at all of it together; only the rare line that has something is looked at part by part.
    const whole = `${initials}${prefix}${surname}${businessName}${street}${place}`;
    if (whole.length > MAX_NAME || UNPRINTABLE.test(whole)) {
      const refusal = this.refuseUnprintable();
      if (refusal !== undefined) return refusal;
    }
    const fields = this.readMergeFields();
    if ('ok' in fields) return fields;
    return {
      initials,
      prefix,
      surname,
      gender,
      businessName,
      street,
      houseNumber,
      addition,
      postcode,
      place,
      country,
      fields: fields.values,
    };
  }

  /** What can't be printed, if anything. */
  private refuseUnprintable(): RecipientLine | undefined {
    for (const column of PRINTED) {
      const text = this.known(column);
      const place = this.columns.known[column];
      if (text.length > MAX_NAME) return this.refuse(place, 'text-too-long', { maximum: MAX_NAME });
      if (UNPRINTABLE.test(text)) return this.refuse(place, 'unprintable');
    }
    return undefined;
  }

  private readCovariates(): { readonly values: readonly string[] } | RecipientLine {
    const values: string[] = [];
    for (const [index, column] of this.plan.covariates.entries()) {
      const place = this.columns.covariates[index];
      const text = place === undefined ? '' : this.cell(place);
      if (UNPRINTABLE.test(text)) return this.refuse(place, 'unprintable');
      const kept = covariateValue(text, column);
      if (kept === undefined) {
        return column.kind === 'number'
          ? this.refuse(place, 'covariate-not-a-number', { value: text.slice(0, 20) })
          : this.refuse(place, 'covariate-too-long', { maximum: MAX_CATEGORY });
      }
      values.push(kept);
    }
    return { values };
  }

  private readMergeFields(): { readonly values: Readonly<Record<string, string>> } | RecipientLine {
    const { mergeFields } = this.plan;
    if (mergeFields.length === 0) return NO_FIELDS;
    const values: Record<string, string> = {};
    for (const [index, field] of mergeFields.entries()) {
      const place = this.columns.mergeFields[index];
      const text = place === undefined ? '' : this.cell(place);
      // Found here, and not on paper: a letter that says "uw bedrag van euro".
      if (text === '') return this.refuse(place, 'merge-field-missing', { field });
      if (UNPRINTABLE.test(text)) return this.refuse(place, 'unprintable');
      values[field] = text;
    }
    return { values };
  }
}
