import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { beSystem } from '../src/platform/database/scope.js';
import { projectRoot } from '../src/platform/process/project-root.js';
import type { ImportFigures } from './import.js';
import { benchLetters, type LetterSpeed } from './letters.js';
import { benchPages } from './pages.js';
import { runR } from './r.js';
import { benchResponses } from './responses.js';
import { pageLines } from './say-pages.js';
import { readmeTable, type BenchFigures } from './readme-table.js';

/**
 * `npm run bench [recipients] [--readme]`: each figure beside its comparison, measured in one run; JSON in bench/out,
 * and with --readme the table in the README.
 * `npm run bench -- --only pages [codes]`: the open pages alone, among so many letter codes.
 */
const words = process.argv.slice(2);
const recipients = Number(words.find((word) => /^\d+$/.test(word)) ?? 1_000_000);
/** What a part of the benchmark says that has a process of its own: no other part is in its memory or warms it up. */
const alone = (file: string, ...sizes: readonly number[]): string =>
  execFileSync(
    process.execPath,
    [...process.execArgv, join(import.meta.dirname, file), ...sizes.map(String)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  ).toString('utf8');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const s = (seconds: number): string => `${seconds.toFixed(2)} s`;

/** Keeps what was measured, for who compares runs. */
function keep(name: string, figures: unknown): void {
  const out = join(projectRoot, 'bench', 'out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, name), `${JSON.stringify(figures, null, 2)}\n`);
}

say(
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}${words.includes('--only') ? '' : `; ${recipients} recipients`}`,
);
beSystem();
/** What an agency with all its trials of years would have. */
const LETTER_CODES = 10_000_000;
if (words.includes('--only')) {
  if (words[words.indexOf('--only') + 1] !== 'pages') throw new Error('Only `pages` can be measured alone.');
  const codes = Number(words.find((word) => /^\d+$/.test(word)) ?? LETTER_CODES);
  const pages = await benchPages(codes);
  for (const line of pageLines(pages)) say(line);
  keep('pages.json', pages);
  process.exit(0);
}
const figures: ImportFigures = JSON.parse(alone('import-alone.js', recipients));
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
const { clustered, karlanList } = figures;
say(`clustered comparison, from the tables      ${s(clustered.seconds)}`);
say(
  `  from rows in memory                      ${s(clustered.inMemorySeconds)}${clustered.r === undefined ? '; R with sandwich is not there to compare with' : `, R's lm and vcovCL ${s(clustered.r.seconds)}: ${clustered.r.timesAsLong.toFixed(1)} times as long (bar 10), figures apart by ${clustered.r.largestRelativeError.toExponential(0)}`}`,
);
if (karlanList !== undefined)
  say(`Karlan and List's ${karlanList.letters} letters, file to page  ${s(karlanList.seconds)}`);
const timing = z.object({ seconds: z.number(), cpuSeconds: z.number() });
const draw = z
  .object({ first: timing, columns: timing, named: timing })
  .parse(JSON.parse(alone('draw-alone.js', recipients, 100)));
const ofR = z.object({ method: z.string(), plain: timing, sameJob: timing });
const drawInR = ofR.safeParse(runR('draw.R', [recipients, 100]));
say(
  `draw of households in 100 strata           ${s(draw.columns.seconds)} (the first time ${s(draw.first.seconds)}) from columns, ${s(draw.named.seconds)} from rows with names`,
);
const times = (ofTheirs: number, ofOurs: number): string => `${(ofTheirs / ofOurs).toFixed(1)} times as long`;
say(
  drawInR.success
    ? `  R, ${drawInR.data.method.padEnd(37)} ${s(drawInR.data.plain.seconds)}, ${times(drawInR.data.plain.seconds, draw.columns.seconds)} (bar 5)
  R, the same job: keys in order, names    ${s(drawInR.data.sameJob.seconds)}, ${times(drawInR.data.sameJob.seconds, draw.columns.seconds)}`
    : '  R is not there to compare with',
);

const responses = await benchResponses(200_000, 60);
say(
  `responses over HTTP, 1,000 a call          ${responses.responsesASecond} a second (bar 2,000), slowest call ${s(responses.slowestSeconds)}`,
);

const letters = await benchLetters(5_000);
const speed = (name: string, one: LetterSpeed, more = ''): void =>
  say(
    `${name.padEnd(42)} ${one.lettersASecond} letters a second, ${one.bytesALetter} bytes a letter, ${one.peakMegabytes} MB at most${more}`,
  );
const against = (other: LetterSpeed): string =>
  (letters.pipeline.lettersASecond / other.lettersASecond).toFixed(1);
speed('letters, one page.pdf() each', letters.naive);
speed('letters, by the service', letters.pipeline, `; ${against(letters.naive)} times the first (bar 20)`);
speed('letters with a merge field in their text', letters.merged);
if (letters.weasyPrint === undefined) say('  WeasyPrint is not there to compare with');
else
  speed(
    `letters, by WeasyPrint ${letters.weasyPrint.version}`,
    letters.weasyPrint,
    `; the service is ${against(letters.weasyPrint)} times as fast (bar 5)`,
  );

const pages = await benchPages(LETTER_CODES);
for (const line of pageLines(pages)) say(line);

const all: BenchFigures = {
  date: new Date().toISOString().slice(0, 10),
  cores: cpus().length,
  gibibytes: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  recipients,
  draw,
  ...(drawInR.success && { drawInR: drawInR.data }),
  figures,
  responses,
  letters,
  pages,
};
keep('bench.json', all);
if (words.includes('--readme')) {
  const readme = join(projectRoot, 'README.md');
  const text = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    text.replace(/(<!-- bench -->\n)[\s\S]*(<!-- \/bench -->)/, (_all, begin: string, end: string) =>
      [begin, readmeTable(all), end].join('\n'),
    ),
  );
}
process.exit(0);
