import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSvg } from '../platform/charts/render-svg.js';
import { runValidation } from './run-validation.js';
import { reportText, sectionChart } from './validation-report.js';

/** Trials per simulation, unless the command line names a number. */
const REPLICATIONS = 10_000;
const FOLDER = 'docs';
const DRAWINGS = 'validation';

const asked = process.argv[2] ?? `${REPLICATIONS}`;
const replications = Number(asked);
if (!Number.isInteger(replications) || replications < 1) {
  process.stderr.write(`“${asked}” is no number of replications; give a whole number from 1 up.\n`);
  process.exitCode = 2;
} else {
  const report = await runValidation({
    replications,
    out: (line) => process.stderr.write(`${line}\n`),
  });
  mkdirSync(join(FOLDER, DRAWINGS), { recursive: true });
  for (const section of report.sections) {
    const drawing = await renderSvg(sectionChart(section), 'wide');
    writeFileSync(join(FOLDER, DRAWINGS, `${section.id}.svg`), `${drawing}\n`);
  }
  writeFileSync(join(FOLDER, 'validation.md'), reportText(report, DRAWINGS));
  process.stdout.write(`${FOLDER}/validation.md: ${report.broken.length} promises broken\n`);
  for (const broken of report.broken) process.stderr.write(`Broken: ${broken}\n`);
  if (report.broken.length > 0) process.exitCode = 1;
}
