import { DomainError } from '../core/domain-error.js';
import type { CovariateColumn } from './covariate-values.js';

/** What a file of recipients must hold, which follows from the protocol. */
export interface RecipientPlan {
  readonly allocation: 'drawn' | 'external';
  /** Ids of the arms, for a file that says who was in which. */
  readonly arms: readonly string[];
  /** Columns within whose values is randomised. */
  readonly strata: readonly string[];
  /** Columns known before the draw, for which the analysis adjusts. */
  readonly covariates: readonly CovariateColumn[];
  /** The column that names the cluster. */
  readonly cluster: string | null;
  /** Whether Openbrief writes to them, and so needs names and addresses. */
  readonly mailing: boolean;
  /** Columns that the letters mention beside name and address. */
  readonly mergeFields: readonly string[];
  /** Whether to count who shares an address: where persons are drawn, and addresses are known. */
  readonly countAddresses: boolean;
}

/** The columns that have a meaning of their own. */
const knownColumns = [
  'reference',
  'initials',
  'prefix',
  'surname',
  'gender',
  'businessName',
  'street',
  'houseNumber',
  'addition',
  'postcode',
  'place',
  'country',
  'optOut',
  'arm',
] as const;

export type KnownColumn = (typeof knownColumns)[number];

/** Names by which exports call them; compared without capitals, spaces, hyphens and underscores. */
const synonyms: Readonly<Record<KnownColumn, readonly string[]>> = {
  reference: ['reference', 'kenmerk', 'referentie', 'onskenmerk', 'zaaknummer', 'recipient', 'id'],
  initials: ['initials', 'voorletters', 'voorletter', 'firstname', 'voornaam'],
  prefix: ['prefix', 'tussenvoegsel', 'tussenvoegsels', 'voorvoegsel', 'voorvoegsels'],
  surname: ['surname', 'achternaam', 'lastname', 'geslachtsnaam', 'familienaam'],
  gender: ['gender', 'geslacht', 'aanspreekvorm', 'sex'],
  businessName: [
    'businessname',
    'bedrijfsnaam',
    'handelsnaam',
    'organisationname',
    'organisatienaam',
    'bedrijf',
  ],
  street: ['street', 'straat', 'straatnaam', 'adresregel'],
  houseNumber: ['housenumber', 'huisnummer', 'huisnr', 'nummer'],
  addition: ['addition', 'toevoeging', 'huisnummertoevoeging', 'huisletter'],
  postcode: ['postcode', 'postalcode', 'zip', 'zipcode'],
  place: ['place', 'plaats', 'woonplaats', 'city', 'plaatsnaam'],
  country: ['country', 'land', 'landnaam'],
  optOut: ['optout', 'bezwaar', 'afgemeld', 'nietbenaderen'],
  arm: ['arm', 'groep', 'group', 'treatment'],
};

/** Where each column is in the records of a file. */
export interface RecipientColumns {
  readonly known: Readonly<Partial<Record<KnownColumn, number>>>;
  readonly strata: readonly number[];
  readonly covariates: readonly number[];
  readonly cluster: number | null;
  readonly mergeFields: readonly number[];
  /** Number of cells that a record should have. */
  readonly width: number;
  /** How the file itself names its columns, for messages. */
  readonly header: readonly string[];
}

/** A name as it is compared. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** Whether a column has a meaning of its own, and is no stratum, cluster or field of a letter. */
export const isKnownColumn = (name: string): name is KnownColumn =>
  knownColumns.some((column) => column === name);

/** The column that goes by this name, if any does. */
export const knownAs = (name: string): KnownColumn | undefined =>
  knownColumns.find((column) => synonyms[column].includes(plainName(name)));

/** Columns that a file can't do without, and those that it may have. */
export function wantedColumns(plan: RecipientPlan): { readonly name: string; readonly isNeeded: boolean }[] {
  const needed = neededColumns(plan);
  const known = knownColumns.filter(
    (column) => needed.includes(column) || (plan.mailing && column !== 'arm') || column === 'optOut',
  );
  const free = freeColumns(plan);
  return [
    ...known.map((name) => ({ name, isNeeded: needed.includes(name) })),
    ...free.map((name) => ({ name, isNeeded: true })),
  ];
}

const freeColumns = ({ strata, covariates, cluster, mergeFields }: RecipientPlan): string[] => [
  ...strata,
  ...covariates.map(({ column }) => column),
  ...(cluster === null ? [] : [cluster]),
  ...mergeFields,
];

const neededColumns = (plan: RecipientPlan): KnownColumn[] => [
  'reference',
  ...(plan.allocation === 'external' ? (['arm'] as const) : []),
  ...(plan.mailing ? (['surname', 'street', 'houseNumber', 'postcode', 'place'] as const) : []),
];

/**
 * Finds the columns by name, in any order. What is missing is said at once and for all columns together: one message
 * before the forty thousand cells that lack it.
 * @throws DomainError `recipients:columns-missing`
 */
export function matchColumns(header: readonly string[], plan: RecipientPlan): RecipientColumns {
  const names = header.map(plainName);
  const find = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const named = (column: string): number => names.indexOf(plainName(column));
  const known: Partial<Record<KnownColumn, number>> = {};
  for (const column of knownColumns) {
    const place = find(synonyms[column]);
    if (place !== -1) known[column] = place;
  }
  const needed = neededColumns(plan);
  const free = freeColumns(plan);
  const missing = [
    ...needed.filter((column) => known[column] === undefined).map((column) => synonyms[column][1] ?? column),
    ...free.filter((column) => named(column) === -1),
  ];
  if (missing.length > 0) {
    throw new DomainError('invalid', 'recipients:columns-missing', {
      count: missing.length,
      columns: missing.join(', '),
      found: header.join(', ').slice(0, 500),
    });
  }
  return {
    known,
    strata: plan.strata.map(named),
    covariates: plan.covariates.map(({ column }) => named(column)),
    cluster: plan.cluster === null ? null : named(plan.cluster),
    mergeFields: plan.mergeFields.map(named),
    width: header.length,
    header,
  };
}
