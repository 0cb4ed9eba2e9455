import { TYPE, type Term, type Thing } from './triples.js';

const DCT = 'http://purl.org/dc/terms/';
const DCAT = 'http://www.w3.org/ns/dcat#';
const FOAF = 'http://xmlns.com/foaf/0.1/';
const VCARD = 'http://www.w3.org/2006/vcard/ns#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const EU = 'http://publications.europa.eu/resource/authority/';
const IANA = 'https://www.iana.org/assignments/media-types/';

/** A trial whose counts are public, as the catalogue tells of it. */
export interface CatalogueEntry {
  /** Whole address of its page. */
  readonly address: string;
  readonly title: readonly Term[];
  readonly description: readonly Term[];
  readonly keywords: readonly Term[];
  readonly organisation: CatalogueOrganisation;
  readonly version: number;
  readonly issued: Date;
  readonly modified: Date;
}

export interface CatalogueOrganisation {
  readonly slug: string;
  readonly name: string;
  /** Its name in the government's own list (TOOI), where it has one. */
  readonly tooi: string | null;
  readonly contact: { readonly name: string; readonly email: string; readonly url: string };
}

/** The catalogue itself: its words, in both languages. */
export interface CatalogueWords {
  readonly title: readonly Term[];
  readonly description: readonly Term[];
  readonly publisher: string;
}

const named = (name: string): Term => ({ iri: name });
/** A harvester that checks classes need not know that the one is a kind of the other. */
const contactTypes: readonly Term[] = [named(`${VCARD}Organization`), named(`${VCARD}Kind`)];
const document = (iri: string): Thing => ({ iri, properties: [[TYPE, named(`${FOAF}Document`)]] });
const moment = (at: Date): Term => ({ value: at.toISOString(), type: `${XSD}dateTime` });
const text = (words: string): Term => ({ text: words });

/**
 * The catalogue of open data by the Dutch profile of DCAT-AP, version 3.0, for data.overheid.nl and others to harvest.
 * What the profile's shapes require is held in test/integration/open-data.spec.ts; docs/open-page.md tells how they were run.
 * @see https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/
 * @param site address of the installation, without a slash at its end
 */
export function catalogueThings(
  site: string,
  words: CatalogueWords,
  entries: readonly CatalogueEntry[],
): Thing[] {
  const catalogue = `${site}/catalog`;
  const organisations = new Map(entries.map(({ organisation }) => [organisation.slug, organisation]));
  const modified = entries.reduce((last, entry) => Math.max(last, entry.modified.getTime()), 0);
  return [
    {
      iri: catalogue,
      properties: [
        [TYPE, named(`${DCAT}Catalog`)],
        [`${DCT}title`, words.title],
        [`${DCT}description`, words.description],
        [`${DCT}publisher`, named(`${catalogue}#publisher`)],
        [`${DCT}creator`, named(`${catalogue}#publisher`)],
        [`${DCAT}contactPoint`, named(`${catalogue}#contact`)],
        [`${DCT}language`, [named(`${EU}language/NLD`), named(`${EU}language/ENG`)]],
        [`${DCT}license`, named(`${EU}licence/CC0`)],
        [`${DCT}modified`, modified === 0 ? [] : moment(new Date(modified))],
        [`${FOAF}homepage`, named(`${site}/`)],
        [`${DCAT}themeTaxonomy`, named(`${EU}data-theme`)],
        [`${DCAT}dataset`, entries.map(({ address }) => named(`${address}#data`))],
      ],
    },
    {
      iri: `${catalogue}#publisher`,
      properties: [
        [TYPE, named(`${FOAF}Agent`)],
        [`${FOAF}name`, text(words.publisher)],
        [`${FOAF}homepage`, named(`${site}/`)],
      ],
    },
    {
      iri: `${catalogue}#contact`,
      properties: [
        [TYPE, contactTypes],
        [`${VCARD}fn`, text(words.publisher)],
        [`${VCARD}hasURL`, named(`${site}/talk-back`)],
      ],
    },
    document(`${site}/`),
    ...[...organisations.values()].flatMap((organisation) => organisationThings(site, organisation)),
    ...entries.flatMap((entry) => datasetThings(site, entry)),
  ];
}

/** The government's own name for an organisation; one of this installation where that is not known. */
const agentOf = (site: string, { slug, tooi }: CatalogueOrganisation): string =>
  tooi ?? `${site}/catalog#organisation-${slug}`;
const contactOf = (site: string, slug: string): string => `${site}/catalog#contact-${slug}`;

function organisationThings(site: string, organisation: CatalogueOrganisation): Thing[] {
  const { slug, name, contact } = organisation;
  return [
    {
      iri: agentOf(site, organisation),
      properties: [
        [TYPE, named(`${FOAF}Agent`)],
        [`${FOAF}name`, text(name)],
        [`${FOAF}homepage`, named(contact.url)],
      ],
    },
    {
      iri: contactOf(site, slug),
      properties: [
        [TYPE, contactTypes],
        [`${VCARD}fn`, text(contact.name)],
        [`${VCARD}hasEmail`, named(`mailto:${contact.email}`)],
        [`${VCARD}hasURL`, named(contact.url)],
      ],
    },
  ];
}

/** What can be downloaded of a version, with its media type and the name of its format in the EU's list. */
const distributions = [
  { file: 'counts.csv', media: 'text/csv', format: 'CSV' },
  { file: 'counts.json', media: 'application/json', format: 'JSON' },
  { file: 'disclosure.json', media: 'application/json', format: 'JSON' },
] as const;

function datasetThings(site: string, entry: CatalogueEntry): Thing[] {
  const { address, organisation } = entry;
  const version = `${address}/versions/${entry.version}`;
  return [
    {
      iri: `${address}#data`,
      properties: [
        [TYPE, named(`${DCAT}Dataset`)],
        [`${DCT}title`, entry.title],
        [`${DCT}description`, entry.description],
        [`${DCT}identifier`, text(address)],
        [`${DCT}publisher`, named(agentOf(site, organisation))],
        [`${DCT}creator`, named(agentOf(site, organisation))],
        [`${DCAT}contactPoint`, named(contactOf(site, organisation.slug))],
        [`${DCAT}theme`, named(`${EU}data-theme/GOVE`)],
        [`${DCT}accessRights`, named(`${EU}access-right/PUBLIC`)],
        [`${DCT}accrualPeriodicity`, named(`${EU}frequency/IRREG`)],
        [`${DCT}language`, named(`${EU}language/NLD`)],
        [`${DCAT}keyword`, entry.keywords],
        [`${DCAT}landingPage`, named(address)],
        [`${DCAT}version`, text(String(entry.version))],
        [`${DCT}issued`, moment(entry.issued)],
        [`${DCT}modified`, moment(entry.modified)],
        [`${DCAT}distribution`, distributions.map(({ file }) => named(`${version}/${file}`))],
      ],
    },
    document(address),
    ...distributions.map(({ file, media, format }) => ({
      iri: `${version}/${file}`,
      properties: [
        [TYPE, named(`${DCAT}Distribution`)],
        [`${DCT}title`, text(file)],
        [`${DCAT}accessURL`, named(address)],
        [`${DCAT}downloadURL`, named(`${version}/${file}`)],
        [`${DCT}license`, named(`${EU}licence/CC0`)],
        [`${DCT}format`, named(`${EU}file-type/${format}`)],
        [`${DCAT}mediaType`, named(`${IANA}${media}`)],
        [`${DCT}modified`, moment(entry.modified)],
      ] as const,
    })),
  ];
}
