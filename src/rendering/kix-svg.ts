import bwip from 'bwip-js/node';

/** Units to a point: enough that the bars are where they should be, not on the next whole point. */
const SCALE = 10;
const MILLIMETRES_A_UNIT = 25.4 / 72 / SCALE;

/**
 * The bars of the post's own code in their true size: about 22 to an inch (PostNL, KIX). The size is in the picture,
 * because a style sheet that scales it makes a code that no machine reads.
 * @param text as `kixText` makes it
 */
export function kixSvg(text: string): string {
  const svg = bwip.toSVG({ bcid: 'kix', text, scale: SCALE });
  const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const millimetres = (units: string): string => `${(Number(units) * MILLIMETRES_A_UNIT).toFixed(2)}mm`;
  return svg.replace(
    '<svg ',
    `<svg width="${millimetres(width)}" height="${millimetres(height)}" aria-hidden="true" `,
  );
}
