import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/platform/process/project-root.js';
import { benchDraw } from './draw.js';
import { benchImport } from './import.js';

/** `npm run bench [recipients]`: each figure beside its comparison, measured in one run; JSON in bench/out. */
const recipients = Number(process.argv[2] ?? 1_000_000);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const s = (seconds: number): string => `${seconds.toFixed(2)} s`;

say(
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}; ${recipients} recipients`,
);
const draw = benchDraw(recipients, 100);
say(
  `draw of households in 100 strata           ${s(draw.columns.seconds)} from columns, ${s(draw.named.seconds)} from rows with names`,
);
const figures = await benchImport(recipients);
say(`synthetic recipients made                  ${s(figures.generateSeconds)}`);
say(`COPY of the file into an unindexed table   ${s(figures.copySeconds)}`);
say(`import                                     ${s(figures.importSeconds)}`);
say(`allocation                                 ${s(figures.allocateSeconds)}`);
say(`import + allocation against COPY           ${figures.ratioToCopy.toFixed(2)} times (bar 4)`);
say(`peak memory of the process                 ${figures.peakMegabytes} MB (bar 512)`);
say(`bare SQL aggregate                         ${s(figures.aggregateSeconds)}`);
say(
  `registered analysis                        ${s(figures.analysisSeconds)}, ${s(figures.analysisBeyondAggregate)} beyond the aggregate (bar 2)`,
);
const out = join(projectRoot, 'bench', 'out');
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'bench.json'),
  `${JSON.stringify({ date: new Date().toISOString(), cores: cpus().length, node: process.version, draw, figures }, null, 2)}\n`,
);
process.exit(0);
