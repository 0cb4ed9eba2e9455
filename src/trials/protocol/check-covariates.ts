import { formatPath, type LocatedIssue } from './protocol-issues.js';
import type { Protocol } from './protocol.js';

/** Columns that name or find a person: nothing can be adjusted for them, and they are not to lie about unsealed. */
const PERSONAL =
  /^(kenmerk|reference|referentie|voorletters?|initials|voornaam|firstname|tussenvoegsels?|prefix|achternaam|surname|lastname|bedrijfsnaam|businessname|straat|straatnaam|street|huisnummer|housenumber|toevoeging|addition|postcode|postalcode|zip|bsn|iban|e?mail|telefoon|phone)$/;

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

const issue = (place: number, name: string, column: string): LocatedIssue => {
  const keys = ['covariates', place, 'column'];
  return {
    keys,
    issue: { path: formatPath(keys), code: `trials:${name}`, params: { key: formatPath(keys), column } },
  };
};

/** Covariates are columns of their own, say nothing that names a person, and go with persons as units. */
export function checkCovariates({ covariates, strata, unit }: Protocol): LocatedIssue[] {
  if (covariates === undefined) return [];
  if (unit === 'cluster') {
    const keys = ['covariates'];
    return [
      {
        keys,
        issue: {
          path: 'covariates',
          code: 'trials:covariates-need-recipients',
          params: { key: 'covariates' },
        },
      },
    ];
  }
  const taken = new Set(strata.map(plain));
  return covariates.flatMap(({ column }, place) => {
    const name = plain(column);
    const again = taken.has(name);
    taken.add(name);
    if (again) return [issue(place, 'covariate-repeated', column)];
    return PERSONAL.test(name) ? [issue(place, 'covariate-is-personal', column)] : [];
  });
}
