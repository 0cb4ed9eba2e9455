/** What a version of a trial's page is cited by. */
export interface Cited {
  readonly organisation: { readonly slug: string; readonly name: string };
  readonly slug: string;
  readonly title: string;
  readonly version: number;
  readonly publishedOn: string;
  readonly sha256: string;
  /** Stable: this version stays there. */
  readonly address: string;
  /** Name of the installation. */
  readonly publisher: string;
}

const keyOf = ({ organisation, slug, version }: Cited): string => `${organisation.slug}-${slug}-v${version}`;

/** BibTeX keeps braces and a few signs for itself. */
const bib = (text: string): string => text.replace(/[\\{}]/g, '').replace(/([&%$#_])/g, '\\$1');

/** For who writes in LaTeX. */
export function bibtex(cited: Cited): string {
  const [year = ''] = cited.publishedOn.split('-');
  const fields: [string, string][] = [
    // Double braces: an organisation has no surname.
    ['author', `{${bib(cited.organisation.name)}}`],
    ['title', bib(cited.title)],
    ['year', year],
    ['date', cited.publishedOn],
    ['version', String(cited.version)],
    ['publisher', bib(cited.publisher)],
    ['url', cited.address],
    ['note', `SHA-256 ${cited.sha256}`],
  ];
  return [
    `@misc{${keyOf(cited)},`,
    ...fields.map(([name, value]) => `  ${name} = {${value}},`),
    '}',
    '',
  ].join('\n');
}

/** For reference managers: CSL-JSON, a list of one. @see https://docs.citationstyles.org */
export function cslJson(cited: Cited): unknown {
  const parts = cited.publishedOn.split('-').map(Number);
  return [
    {
      id: keyOf(cited),
      type: 'dataset',
      title: cited.title,
      author: [{ literal: cited.organisation.name }],
      issued: { 'date-parts': [parts] },
      version: String(cited.version),
      publisher: cited.publisher,
      URL: cited.address,
      note: `SHA-256 ${cited.sha256}`,
    },
  ];
}
