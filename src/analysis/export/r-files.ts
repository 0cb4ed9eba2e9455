import type {
  RegisteredData,
  RegisteredEstimate,
  RegisteredPlan,
  RegisteredResult,
} from '../../core/statistics/registered-analysis-types.js';
import type { CovariateResult } from '../../core/statistics/covariate-adjustment.js';
import type { CovariateCell } from '../../core/statistics/covariate-terms.js';
import { levelAfterLooks } from '../../core/statistics/looks.js';
import { csvLine } from '../../platform/delimited/write-csv.js';

type Cell = string | number | null;

/** A file by its name within a folder. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

const csv = (rows: readonly Cell[][]): string => rows.map(csvLine).join('');

/**
 * The data that the R script reads: the plan, the counts, and what Openbrief made of them, so that the script can
 * compare number by number. Base R reads CSV and no JSON, so everything is CSV.
 */
export function rDataFiles(
  plan: RegisteredPlan,
  data: RegisteredData,
  result: RegisteredResult,
  covariates?: CovariateResult,
  cells: readonly CovariateCell[] = [],
): NamedText[] {
  const factors = plan.factors ?? [];
  const { looks } = plan;
  const looked =
    looks !== undefined && (looks.boundary === 'confidence-sequence' || looks.informationRates.length > 0);
  return [
    {
      name: 'plan.csv',
      text: csv([
        ['key', 'value'],
        ['reference', plan.reference],
        ['confidence_level', plan.confidenceLevel],
        ['interval', plan.interval],
        ['multiplicity', plan.multiplicity],
        ['stratified', plan.stratified ? 'yes' : 'no'],
        ['looks', looked ? 'yes' : 'no'],
        ['unit', data.clusters !== undefined && data.clusters.length > 0 ? plan.unit : 'recipient'],
      ]),
    },
    {
      name: 'arms.csv',
      text: csv([
        ['arm', 'weight', ...factors.map(({ id }) => id)],
        ...plan.arms.map(({ id, weight, on }): Cell[] => [
          id,
          weight,
          ...factors.map((factor) => (on?.includes(factor.id) === true ? 1 : 0)),
        ]),
      ]),
    },
    {
      name: 'counts.csv',
      text: csv([
        ['arm', 'stratum', 'n', 'x'],
        ...data.counts.map(({ arm, stratum, n, x }): Cell[] => [arm, stratum, n, x]),
      ]),
    },
    ...(data.clusters === undefined
      ? []
      : [
          {
            name: 'clusters.csv',
            text: csv([
              ['arm', 'stratum', 'size', 'x', 'clusters'],
              ...data.clusters.map(({ arm, stratum, size, x, clusters }): Cell[] => [
                arm,
                stratum,
                size,
                x,
                clusters,
              ]),
            ]),
          },
        ]),
    ...(covariates === undefined || cells.length === 0 ? [] : covariateFiles(plan, covariates, cells)),
    {
      name: 'expected.csv',
      text: csv([
        ['part', 'name', 'quantity', 'value'],
        ...expected(result).filter(([part, , quantity]) => !looked || !isOfTheLooks(part, quantity)),
        // Nothing to compare with once the recipients have been erased.
        ...(covariates === undefined || cells.length === 0 ? [] : expectedAdjusted(covariates)),
      ]),
    },
  ];
}

/** What the looks change. The script does not integrate boundaries: it leaves these out, and says so. */
const isOfTheLooks = (part: Cell | undefined, quantity: Cell | undefined): boolean =>
  (part === 'comparison' || part === 'effect') && quantity !== 'estimate' && quantity !== 'p';

/** Counts by the values as they were kept; the script makes the columns of the regression from them itself. */
function covariateFiles(
  plan: RegisteredPlan,
  { covariates }: CovariateResult,
  cells: readonly CovariateCell[],
): NamedText[] {
  const { looks } = plan;
  const level = looks === undefined ? plan.confidenceLevel : levelAfterLooks(looks, plan.confidenceLevel);
  return [
    {
      name: 'covariates.csv',
      text: csv([
        ['column', 'kind', 'level'],
        ...covariates.map(({ column, kind }): Cell[] => [column, kind, level]),
      ]),
    },
    {
      name: 'profiles.csv',
      text: csv([
        ['arm', 'stratum', ...covariates.map((_, place) => `v${place + 1}`), 'n', 'x'],
        ...cells.map(({ arm, stratum, values, n, x }): Cell[] => [arm, stratum, ...values, n, x]),
      ]),
    },
  ];
}

function expectedAdjusted({ arms }: CovariateResult): Cell[][] {
  const quantities = [
    ['estimate', 'estimate'],
    ['lower', 'lower'],
    ['upper', 'upper'],
    ['p', 'pValue'],
  ] as const;
  return arms.flatMap(({ arm, uplift }) =>
    quantities.map(([name, key]): Cell[] => [
      'adjusted',
      arm,
      name,
      uplift.kind === 'value' ? uplift[key] : null,
    ]),
  );
}

/** What Openbrief computed; a quantity that does not exist for these counts has no value here either. */
function expected({ arms, comparisons, factorial }: RegisteredResult): Cell[][] {
  const interval = (
    part: string,
    name: string,
    of: { kind: 'undefined' } | { kind: 'value'; estimate: number; lower: number; upper: number },
  ): Cell[][] =>
    (['estimate', 'lower', 'upper'] as const).map((key) => [
      part,
      name,
      key,
      of.kind === 'value' ? of[key] : null,
    ]);
  const member = (part: string, name: string, one: RegisteredEstimate): Cell[][] => [
    ...interval(part, name, one.uplift),
    [part, name, 'p', one.test.kind === 'value' ? one.test.pValue : null],
    [part, name, 'adjusted_p', one.adjusted.kind === 'value' ? one.adjusted.pValue : null],
    ...(['lower', 'upper'] as const).map((end): Cell[] => [
      part,
      name,
      `simultaneous_${end}`,
      one.simultaneous.kind === 'value' ? one.simultaneous[end] : null,
    ]),
  ];
  return [
    ...arms.flatMap(({ arm, rate }) => interval('rate', arm, rate)),
    ...comparisons.flatMap(({ arm, registered }) => member('comparison', arm, registered)),
    ...[...(factorial?.mainEffects ?? []), ...(factorial?.interactions ?? [])].flatMap(
      ({ factors, registered }) => member('effect', factors.join(':'), registered),
    ),
  ];
}

/** Every number of a registered result in rows that a spreadsheet reads. */
export function resultCsv(
  data: RegisteredData,
  result: RegisteredResult,
  covariates?: CovariateResult,
): string {
  return csv([
    ['part', 'name', 'quantity', 'value'],
    ...data.counts.flatMap(({ arm, stratum, n, x }): Cell[][] => [
      ['count', stratum === '' ? arm : `${arm}/${stratum}`, 'recipients', n],
      ['count', stratum === '' ? arm : `${arm}/${stratum}`, 'responders', x],
    ]),
    ...expected(result),
    ...(covariates === undefined ? [] : expectedAdjusted(covariates)),
  ]);
}
