import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { INestApplicationContext } from '@nestjs/common';
import { projectRoot } from '../src/platform/process/project-root.js';
import { silent } from '../src/trial-folder/progress.js';
import { RunTrialFolder } from '../src/trial-folder/run-trial-folder.js';

export interface KarlanListFigures {
  readonly letters: number;
  readonly responses: number;
  readonly seconds: number;
}

/**
 * The fund-raising letters of Karlan and List (2007), all 50,083, from files to the open page. The data are the
 * authors' (doi 10.7910/DVN/27853); their place is given in OPENBRIEF_KARLAN_LIST, or they lie beside the project.
 */
export async function benchKarlanList(app: INestApplicationContext): Promise<KarlanListFigures | undefined> {
  const file = process.env['OPENBRIEF_KARLAN_LIST'] ?? join(projectRoot, '../shared/data/karlan-list.csv.gz');
  if (!existsSync(file)) return undefined;
  const rows = gunzipSync(readFileSync(file))
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  const gave = rows.filter((row) => row[11] === '1');
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-karlan-list-'));
  try {
    cpSync(join(projectRoot, 'examples/karlan-list-2007'), folder, { recursive: true });
    const recipients = rows.map(([id = '', arm = '']) => `${id},${arm.replace('_', '-')}\n`);
    writeFileSync(join(folder, 'recipients.csv'), `reference,arm\n${recipients.join('')}`);
    writeFileSync(
      join(folder, 'responses.csv'),
      `reference,date\n${gave.map(([id = '']) => `${id},2005-09-01\n`).join('')}`,
    );
    const start = performance.now();
    await app.get(RunTrialFolder).run(folder, { progress: silent });
    return {
      letters: rows.length,
      responses: gave.length,
      seconds: (performance.now() - start) / 1_000,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
