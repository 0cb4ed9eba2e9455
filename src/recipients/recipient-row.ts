import type { BinaryRows } from '../platform/copy/copy-binary.js';
import { encodePersonalData } from './personal-data.js';
import type { AcceptedRecipient } from './recipient-line.js';

/** What comes in of a recipient; the partition knows the trial. */
export const COPIED_COLUMNS = [
  'number',
  'line',
  'reference',
  'stratum',
  'cluster',
  'external_arm',
  'opted_out',
  'personal',
];

/** Between the values of the stratum columns; a control character, which no value has. */
export const STRATUM_SEPARATOR = '\u001f';

/** A recipient as a row that COPY sends. */
export function writeRecipient(rows: BinaryRows, number: number, recipient: AcceptedRecipient): void {
  const { line, reference, stratum, cluster, externalArm, optedOut, personal } = recipient;
  const text = (value: string | null): void => (value === null ? rows.null() : rows.text(value));
  rows.row(COPIED_COLUMNS.length);
  rows.int4(number);
  rows.int4(line);
  rows.text(reference);
  rows.text(stratum.join(STRATUM_SEPARATOR));
  text(cluster);
  text(externalArm);
  rows.bool(optedOut);
  text(personal === null ? null : encodePersonalData(personal));
}
