import type { BinaryRows } from '../platform/copy/copy-binary.js';
import { COVARIATE_SEPARATOR } from './covariate-values.js';
import { encodePersonalData } from './personal-data.js';
import type { AcceptedRecipient } from './recipient-line.js';
import type { SealMarks } from './seal-marks.js';

/** What comes in of a recipient; the partition knows the trial. */
export const COPIED_COLUMNS = [
  'number',
  'line',
  'reference',
  'stratum',
  'cluster',
  'external_arm',
  'opted_out',
  'covariates',
  'personal',
];

/** Between the values of the stratum columns; a control character, which no value has. */
export const STRATUM_SEPARATOR = '\u001f';

/** A recipient as a row that COPY sends, with personal data that have still to be sealed. */
export function writeRecipient(
  rows: BinaryRows,
  number: number,
  recipient: AcceptedRecipient,
  marks: SealMarks,
): void {
  const { line, reference, stratum, cluster, externalArm, optedOut, covariates, personal } = recipient;
  const text = (value: string | null): void => (value === null ? rows.null() : rows.text(value));
  rows.row(COPIED_COLUMNS.length);
  rows.int4(number);
  rows.int4(line);
  rows.text(reference);
  rows.text(stratum.join(STRATUM_SEPARATOR));
  text(cluster);
  text(externalArm);
  rows.bool(optedOut);
  text(covariates.length === 0 ? null : covariates.join(COVARIATE_SEPARATOR));
  if (personal === null) {
    rows.null();
    return;
  }
  const bytes = Buffer.from(encodePersonalData(personal), 'utf8');
  marks.begin(rows);
  rows.part(bytes, 0, bytes.length);
  marks.end(rows, number);
}
