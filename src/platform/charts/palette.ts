/**
 * The colours of charts, as they stand in an SVG that is downloaded or printed. On a page the stylesheet swaps each of
 * them for its counterpart where the reader has a dark screen (templates/assets/css/60-chart.css names the same
 * values; palette.spec.ts holds the two together). All have 3:1 on both backgrounds, text 4.5:1 (WCAG 2.2, 1.4.11, 1.4.3).
 */
export const palette = {
  ink: '#17212b',
  muted: '#55626e',
  grid: '#dde2e5',
  zero: '#6c7780',
  accent: '#0a5b74',
  reference: '#8a4a0c',
} as const;

/** Lines of a chart with several arms. Told apart by dash and end label too, never by colour alone. */
export const seriesColours = [
  '#8a4a0c',
  '#0a5b74',
  '#6b3fa0',
  '#1d7044',
  '#b0323f',
  '#3a5fc4',
  '#7a6a00',
  '#97317c',
  '#4b5761',
] as const;

export const seriesDashes: readonly (readonly number[])[] = [
  [1, 0],
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 2],
  [10, 4],
  [1, 3],
  [6, 2, 1, 2],
];
