import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rDataFiles } from '../../src/analysis/export/r-files.js';
import { adjustForCovariates } from '../../src/core/statistics/covariate-adjustment.js';
import { analyseRegistered } from '../../src/core/statistics/registered-analysis.js';
import type { RegisteredData, RegisteredPlan } from '../../src/core/statistics/registered-analysis-types.js';
import { projectRoot } from '../../src/platform/process/project-root.js';
import { counts, factorialPlan, plan } from '../support/registered-plans.js';

const hasR = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'Rscript')));
const script = join(projectRoot, 'templates/r/registered-analysis.R');
const run = promisify(execFile);

const three = counts({ control: [4_000, 1_210], norm: [4_010, 1_302], favour: [3_990, 1_199] });
const strata = counts({
  'control/S001': [400, 81],
  'control/S002': [120, 60],
  'norm/S001': [410, 110],
  'norm/S002': [118, 71],
  'favour/S001': [395, 80],
  'favour/S002': [0, 0],
});
const cluster = (arm: string, stratum: string, rows: readonly (readonly [number, number, number])[]) =>
  rows.map(([size, x, clusters]) => ({ arm, stratum, size, x, clusters }));
const clusterRows = (rows: RegisteredData['clusters']): RegisteredData => ({
  counts: (rows ?? []).map(({ arm, stratum, size, x, clusters }) => ({
    arm,
    stratum,
    n: size * clusters,
    x: x * clusters,
  })),
  ...(rows && { clusters: rows }),
});
const households = clusterRows(
  ['control', 'norm', 'favour'].flatMap((arm, place) =>
    ['S001', 'S002'].flatMap((stratum, at) =>
      cluster(arm, stratum, [
        [1, 0, 40 - place],
        [1, 1, 11 + 5 * place],
        [2, 0, 20],
        [2, 1, 6 + at],
        [2, 2, 9 + 3 * place],
        [4, 3, 2],
      ]),
    ),
  ),
);
const eight = counts(
  Object.fromEntries(
    factorialPlan.arms.map(({ id }, place) => [
      id,
      [2_000, [981, 1_004, 1_071, 1_090, 985, 1_012, 1_068, 1_083][place] ?? 0],
    ]),
  ),
);
const factorialHouseholds = clusterRows(
  factorialPlan.arms.flatMap(({ id }, place) =>
    cluster(id, '', [
      [1, 0, 30],
      [1, 1, 12 + place],
      [3, 0, 14],
      [3, 2, 5 + (place % 3)],
    ]),
  ),
);

const designs: readonly (readonly [name: string, plan: RegisteredPlan, data: RegisteredData])[] = [
  ['Newcombe, Holm', plan(), three],
  [
    'Miettinen and Nurminen, Dunnett',
    plan({ interval: 'miettinen-nurminen', multiplicity: 'dunnett' }),
    three,
  ],
  ['no correction, 90%', plan({ multiplicity: 'none', confidenceLevel: 0.9 }), three],
  ['small counts: Fisher', plan(), counts({ control: [12, 2], norm: [11, 6], favour: [10, 0] })],
  ['strata, Benjamini and Hochberg', plan({ stratified: true, multiplicity: 'benjamini-hochberg' }), strata],
  ['clusters, Dunnett', plan({ unit: 'cluster', multiplicity: 'dunnett' }), households],
  ['clusters within strata', plan({ unit: 'cluster', stratified: true }), households],
  ['factors', factorialPlan, eight],
  ['factors and clusters', { ...factorialPlan, unit: 'cluster' }, factorialHouseholds],
  ['covariates', plan(), three],
  ['looks', plan({ looks: { boundary: 'pocock', informationRates: [0.5] } }), three],
  ['an arm without anybody', plan(), counts({ control: [100, 20], norm: [90, 30] })],
];

/** One R for all designs: starting it takes longer than the work. */
const driver = [
  'folders <- commandArgs(TRUE); script <- folders[1]',
  'for (one in folders[-1]) { cat("== ", one, "\\n", sep = "")',
  'here <- new.env(); here$commandArgs <- function(...) one; here$quit <- function(...) cat("quit\\n")',
  'tryCatch(sys.source(script, here), error = function(e) cat("error:", conditionMessage(e), "\\n")) }',
].join('\n');

/** What the script prints in each folder. */
async function inR(folders: readonly string[]): Promise<string[]> {
  const { stdout } = await run('Rscript', ['--vanilla', '-e', driver, script, ...folders]);
  return stdout.split(/^== .*$/m).slice(1);
}

/** Numbers, categories and strata, with what is missing and what few have. */
const cells = ['control', 'norm', 'favour']
  .flatMap((arm, a) =>
    ['0', '1'].flatMap((stratum, s) =>
      ['', '20', '25', '40', '65.5'].flatMap((age, i) =>
        ['', 'ja', 'nee', '=soms'].map((before, j) => ({
          arm,
          stratum,
          values: [age, before, age === '' ? '' : String(100 - 2 * Number(age))],
          n: 7 + ((a + 2 * s + 3 * i + 5 * j) % 6),
          x: (a + s + 2 * i + j) % 6,
        })),
      ),
    ),
  )
  .concat([{ arm: 'norm', stratum: '2', values: ['31', 'nooit', '38'], n: 3, x: 2 }]);
const adjusted = adjustForCovariates(
  {
    arms: ['control', 'norm', 'favour'],
    reference: 'control',
    confidenceLevel: 0.95,
    covariates: [
      { column: 'leeftijd', kind: 'number' },
      { column: 'eerder', kind: 'category' },
      { column: 'volgt', kind: 'number' },
    ],
  },
  cells,
);

function written(registeredPlan: RegisteredPlan, data: RegisteredData, withCovariates = false): string {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-r-'));
  const result = analyseRegistered(registeredPlan, data);
  const more = withCovariates ? adjusted : undefined;
  for (const { name, text } of rDataFiles(registeredPlan, data, result, more, cells))
    writeFileSync(join(folder, name), text);
  return folder;
}

describe.skipIf(!hasR)(
  'the script in R finds the same as Openbrief (skipped without Rscript on the PATH)',
  () => {
    let printed: string[] = [];
    const folders = new Set<string>();

    beforeAll(async () => {
      for (const [name, registeredPlan, data] of designs)
        folders.add(written(registeredPlan, data, name === 'covariates'));
      // The last has a number changed: a comparison that cannot fail would prove nothing.
      const changed = written(plan(), three);
      const file = join(changed, 'counts.csv');
      writeFileSync(file, readFileSync(file, 'utf8').replace('1302', '1303'));
      folders.add(changed);
      printed = await inR([...folders]);
    });
    afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

    test.each(designs.map(([name, { arms }], place) => ({ name, arms: arms.length, place })))(
      '$name',
      ({ arms, place }) => {
        const text = printed[place] ?? '';
        expect(text).toMatch(/\d+ numbers compared[^\n]*\nAll are the same/);
        expect(Number(/(\d+) numbers compared/.exec(text)?.[1])).toBeGreaterThanOrEqual(3 * arms);
        const largest = Number(/Largest difference: ([\d.e+-]+)\.\n/.exec(text)?.[1]);
        expect(largest).toBeLessThan(1e-9);
      },
    );

    test('covariates: both comparisons were adjusted and compared', () => {
      const text = printed[designs.findIndex(([name]) => name === 'covariates')] ?? '';
      expect(text.match(/^\s*adjusted\s+(norm|favour)\s+estimate\s+-?0\.\d+/gm)).toHaveLength(2);
      expect(adjusted.arms.every(({ uplift }) => uplift.kind === 'value')).toBe(true);
    });

    test('and says so when a number was changed', () => {
      expect(printed.at(-1)).toMatch(/These differ:[\s\S]*quit/);
    });
  },
);
