import { plainName, knownAs, type RecipientPlan } from '../recipients/recipient-columns.js';
import { inclination, syntheticRecipients, SYNTHETIC_HEADER } from '../synthetic/synthetic-recipients.js';

/** So many values has a column that we have no words for. */
const VALUES = 4;

const given = SYNTHETIC_HEADER.trim().split(';').map(plainName);

/** The columns that the protocol asks for and the invented file does not have. */
function missingColumns({ strata, covariates, cluster, mergeFields }: RecipientPlan): string[] {
  const named = covariates.map(({ column }) => column);
  const wanted = [...strata, ...named, ...(cluster === null ? [] : [cluster]), ...mergeFields];
  return [...new Set(wanted)].filter(
    (name) => !given.includes(plainName(name)) && knownAs(name) === undefined,
  );
}

const REFERENCE = given.indexOf('kenmerk');
const HOUSEHOLD = given.indexOf('huishouden');

/** A cluster is a household, a number for the analysis is one from 1, and anything else is one of a few words. */
function valueOf(plan: RecipientPlan, name: string, cells: readonly string[], seed: string): string {
  if (name === plan.cluster) return cells[HOUSEHOLD] ?? '';
  const number = 1 + Math.floor(VALUES * inclination(cells[REFERENCE] ?? '', `${seed} ${name}`));
  const covariate = plan.covariates.find(({ column }) => column === name);
  return covariate?.kind === 'number' ? String(number * covariate.step) : `${name} ${number}`;
}

/**
 * recipients.csv of a rehearsal: invented people, with every column that the protocol asks for.
 */
export function* rehearsalRecipients(plan: RecipientPlan, count: number, seed: string): Generator<string> {
  const more = missingColumns(plan);
  let isHeader = true;
  for (const text of syntheticRecipients(count, seed)) {
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const cells = line.split(';');
        const values = isHeader ? more : more.map((name) => valueOf(plan, name, cells, seed));
        isHeader = false;
        return [...cells, ...values].join(';');
      });
    yield `${lines.join('\n')}\n`;
  }
}
