import type { PageFigures, PageSpeed } from './pages.js';

const number = (value: number): string => value.toLocaleString('en');

const spoken = ({ page, bare, share, p99Times }: PageSpeed): string =>
  `${number(page.requestsASecond)} a second beside ${number(bare.requestsASecond)}: ${share.toFixed(2)} of it (bar 0.5); p99 ${page.p99Milliseconds} ms beside ${bare.p99Milliseconds}: ${p99Times.toFixed(1)} times (bar 2)`;

/** What was measured of the open pages, a line each. */
export function pageLines(figures: PageFigures): string[] {
  return [
    `disclosure page, beside the same bytes     ${spoken(figures.disclosure)}`,
    `  over the wire                            ${number(figures.brotliBytes)} bytes by brotli, ${number(figures.gzipBytes)} by gzip (bar 100,000); ${figures.answers304 ? '304 to its ETag' : 'NO 304 to its ETag'}`,
    `register of ${number(figures.trials)} trials, beside its query  ${spoken(figures.register)}`,
    `Uw brief among ${number(figures.codes)} codes, beside its query  ${spoken(figures.yourLetter)}`,
  ];
}

const row = (what: string, { page, bare, share, p99Times }: PageSpeed, than: string): string[] => [
  what,
  `${number(page.requestsASecond)} a second, p99 ${page.p99Milliseconds} ms`,
  `${than}: ${number(bare.requestsASecond)} a second, p99 ${bare.p99Milliseconds} ms; ${share.toFixed(2)} of it, ${p99Times.toFixed(1)} times`,
  'half; 2 times',
];

/** The same as rows of the table in the README. */
export function pageRows(figures: PageFigures): string[][] {
  const same = 'a bare Express handler with the same bytes';
  return [
    row('the disclosure page', figures.disclosure, same),
    [
      'the same over the wire',
      `${number(figures.brotliBytes)} bytes, by gzip ${number(figures.gzipBytes)}`,
      '',
      '100,000',
    ],
    row(`the register of ${number(figures.trials)} trials`, figures.register, `${same} and its query`),
    row(`"Uw brief" among ${number(figures.codes)} codes`, figures.yourLetter, `${same} and its query`),
  ];
}
