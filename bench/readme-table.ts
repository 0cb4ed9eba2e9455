import type { benchDraw } from './draw.js';
import type { ImportFigures } from './import.js';
import type { LetterFigures } from './letters.js';
import type { PageFigures } from './pages.js';
import { pageRows } from './say-pages.js';
import type { ResponseFigures } from './responses.js';

/** What a run of the benchmark measured. */
export interface BenchFigures {
  readonly date: string;
  readonly cores: number;
  readonly gibibytes: number;
  readonly node: string;
  readonly recipients: number;
  readonly draw: ReturnType<typeof benchDraw>;
  readonly drawInR?: {
    readonly method: string;
    readonly plain: { readonly seconds: number };
    readonly sameJob: { readonly seconds: number };
  };
  readonly figures: ImportFigures;
  readonly responses: ResponseFigures;
  readonly letters: LetterFigures;
  readonly pages: PageFigures;
}

const s = (seconds: number): string => `${seconds.toFixed(2)} s`;
const times = (ratio: number): string => `${ratio.toFixed(1)} times`;

/** The table in the README, in the form that the formatter leaves as it is. */
export function readmeTable({
  figures,
  draw,
  drawInR,
  responses,
  letters,
  pages,
  ...machine
}: BenchFigures): string {
  const { clustered, karlanList } = figures;
  const rows = [
    ['what', 'measured', 'beside it', 'bar'],
    [
      'import + allocation',
      s(figures.importSeconds + figures.allocateSeconds),
      `\`COPY\` of the file into an unindexed table: ${s(figures.copySeconds)}, ${times(figures.ratioToCopy)}`,
      '4 times',
    ],
    ['peak memory of the process', `${figures.peakMegabytes} MB`, '', '512 MB'],
    [
      'registered analysis, clustered and factorial',
      s(figures.analysisSeconds),
      `the bare SQL aggregate: ${s(figures.aggregateSeconds)}, ${s(figures.analysisBeyondAggregate)} beyond it`,
      '2 s beyond',
    ],
    [
      'one clustered comparison, from rows in memory',
      s(clustered.inMemorySeconds),
      clustered.r === undefined
        ? ''
        : `R's \`lm\` and \`vcovCL\` on the same rows: ${s(clustered.r.seconds)}, ${times(clustered.r.timesAsLong)} as long`,
      '10 times',
    ],
    ['the same from the tables', s(clustered.seconds), '', '2 s beyond'],
    [
      'the draw alone, households in 100 strata',
      s(draw.columns.seconds),
      drawInR === undefined
        ? ''
        : `R, ${drawInR.method}, no keys: ${s(drawInR.plain.seconds)}, ${times(drawInR.plain.seconds / draw.columns.seconds)} as long`,
      '3 s; 5 times',
    ],
    [
      'the draw, households and strata by name',
      s(draw.named.seconds),
      drawInR === undefined ? '' : `R, the same job from names and keys: ${s(drawInR.sameJob.seconds)}`,
      '3 s',
    ],
    [
      'responses over HTTP, 1,000 a call',
      `${responses.responsesASecond.toLocaleString('en')} a second`,
      '',
      '2,000 a second',
    ],
    [
      'letters of one page in eight arms',
      `${letters.pipeline.lettersASecond.toLocaleString('en')} a second, ${letters.pipeline.bytesALetter.toLocaleString('en')} bytes each, ${letters.pipeline.peakMegabytes} MB`,
      [
        `one \`page.pdf()\` each: ${letters.naive.lettersASecond} a second, ${letters.naive.bytesALetter.toLocaleString('en')} bytes, ${letters.naive.peakMegabytes} MB`,
        ...(letters.weasyPrint === undefined
          ? []
          : [
              `WeasyPrint ${letters.weasyPrint.version}: ${letters.weasyPrint.lettersASecond} a second, ${letters.weasyPrint.bytesALetter.toLocaleString('en')} bytes, ${letters.weasyPrint.peakMegabytes} MB`,
            ]),
      ].join('; '),
      '20 times; 5 times',
    ],
    [
      'the same with a merge field in their text',
      `${letters.merged.lettersASecond.toLocaleString('en')} a second`,
      '',
      '',
    ],
    ...pageRows(pages),
    ...(karlanList === undefined
      ? []
      : [[`${karlanList.letters} letters of 2005, file to page`, s(karlanList.seconds), '', '']]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    `\`npm run bench\`, ${machine.recipients.toLocaleString('en')} synthetic recipients in eight arms, on ${machine.cores} cores with ${machine.gibibytes} GiB,`,
    `Node.js ${machine.node.slice(1)} and the embedded PostgreSQL 18.4, ${machine.date}. The bars are our own.`,
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...body.map(line),
    '',
  ].join('\n');
}
