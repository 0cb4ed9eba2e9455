import { expect, test } from 'vitest';
import { isSafeSvg } from './safe-logo.js';
import { svgWeight } from './svg-weight.js';

/** Each level draws the one below it ten times: a kilobyte, and ten to the power of its levels. */
const bomb = (levels: number, draw: (id: string) => string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a0"><path d="M0 0"/></g>${Array.from(
    { length: levels },
    (_, level) => `<g id="a${level + 1}">${draw(`a${level}`).repeat(10)}</g>`,
  ).join('')}</defs><use href="#a${levels}"/></svg>`;

test.each([
  ['<svg></svg>', 2],
  ['<svg><g><path d="M0 0"/><path/></g></svg>', 5],
  // The symbol where it stands and where it is used, each with what is in it.
  ['<svg><symbol id="s"><path/></symbol><use href="#s"/></svg>', 7],
  ['<svg><use xlink:href="#there-is-none"/></svg>', 3],
  ['<svg><g id="s"><use href="#s"/></g></svg>', Infinity],
  ['<svg><g></svg>', Infinity],
  ['</svg>', Infinity],
  [`<svg>${'<g>'.repeat(50_000)}${'</g>'.repeat(50_000)}</svg>`, Infinity],
])('%.60s weighs %d', (svg, weight) => {
  expect(svgWeight(svg)).toBe(weight);
});

test.each([
  ['use', (id: string) => `<use href="#${id}"/>`],
  ['use by its older name', (id: string) => `<use xlink:href='#${id}'/>`],
  ['mask', (id: string) => `<path mask="url(#${id})"/>`],
  ['clip in a style', (id: string) => `<path style="clip-path: url(#${id})"/>`],
])('a drawing that repeats itself by %s is refused before it fills a browser', (_what, draw) => {
  expect(isSafeSvg(bomb(2, draw))).toBe(true);
  expect(isSafeSvg(bomb(7, draw))).toBe(false);
});
