import { languages } from '../../platform/i18n/language.js';
import type { Translator } from '../../platform/i18n/translate.js';
import type { DisclosureDocument } from '../disclosure-document.js';

/** The columns of the counts, in their order, with what is in them. Their words are in open-data.json. */
export const countColumns = [
  { name: 'arm', type: 'string' },
  { name: 'strata', type: 'string' },
  { name: 'recipients', type: 'integer' },
  { name: 'responders', type: 'integer' },
  { name: 'note', type: 'string' },
  { name: 'allocation', type: 'string' },
  { name: 'kind', type: 'string' },
] as const;

/** The licence of everything that can be downloaded. */
export const CC0 = 'https://creativecommons.org/publicdomain/zero/1.0/';

const wordsOf = (translator: Translator, key: string) =>
  languages.map((language) => ({
    '@value': translator.translate(language, `open-data:${key}`),
    '@language': language,
  }));

/**
 * What is in the columns of a CSV file of counts, as the W3C's CSV on the Web describes it.
 * @see https://www.w3.org/TR/tabular-metadata/
 * @param csv address of the file
 */
export function csvDictionary(csv: string, translator: Translator): Record<string, unknown> {
  return {
    '@context': 'http://www.w3.org/ns/csvw',
    url: csv,
    'dc:title': wordsOf(translator, 'counts.title'),
    'dc:license': { '@id': CC0 },
    dialect: { header: true, lineTerminators: ['\r\n'] },
    tableSchema: {
      columns: countColumns.map(({ name, type }) => ({
        name,
        titles: name,
        datatype: type,
        'dc:description': wordsOf(translator, `columns.${name}`),
        ...(type === 'integer' && { null: '' }),
      })),
    },
  };
}

/** A row of the counts, as in the CSV file; null where a count is withheld. */
interface CountRow {
  readonly arm: string;
  readonly strata: readonly string[] | null;
  readonly recipients: number | null;
  readonly responders: number | null;
}

/** Where a version is from, for who has only the file. */
export interface VersionSource {
  readonly address: string;
  readonly version: number;
  readonly sha256: string;
}

/** The published counts as JSON, with their dictionary in both languages. */
export function countsJson(
  { arms, strata, allocation, kind, threshold, organisation, trial }: DisclosureDocument,
  source: VersionSource,
  translator: Translator,
): Record<string, unknown> {
  const rows: CountRow[] = [
    ...arms.map((arm) =>
      arm.withheld
        ? { arm: arm.arm, strata: null, recipients: null, responders: null }
        : { arm: arm.arm, strata: null, recipients: arm.n, responders: arm.x },
    ),
    ...(strata ?? []).flatMap(({ labels, counts }) =>
      counts.map(({ arm, n, x }) => ({ arm, strata: labels, recipients: n, responders: x })),
    ),
  ];
  return {
    format: 'openbrief-counts-1',
    ...source,
    licence: CC0,
    organisation,
    trial,
    kind,
    allocation,
    threshold,
    dictionary: Object.fromEntries(
      countColumns.map(({ name }) => [
        name,
        Object.fromEntries(
          languages.map((language) => [
            language,
            translator.translate(language, `open-data:columns.${name}`),
          ]),
        ),
      ]),
    ),
    counts: rows,
  };
}
