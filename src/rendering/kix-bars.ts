import bwip from 'bwip-js/node';
import { z } from 'zod';

/** A bar: from the left and the top of the code, in pixels of 1/96 inch. */
export interface Bar {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Height of the code: a bar that goes up and down, 4.4 mm. */
export const KIX_BARS_HEIGHT = 17;

/** What bwip-js tells of a four-state code: bars and spaces in turn (points), and where each begins and ends (inches). */
const raw = z.tuple([
  z.object({ sbs: z.array(z.number()), bbs: z.array(z.number()), bhs: z.array(z.number()) }),
]);
const PIXELS_A_POINT = 96 / 72;
const PIXELS_AN_INCH = 96;

/**
 * The bars of the post's own code in their true size: about 22 to an inch (PostNL, KIX).
 * @param text as `kixText` makes it
 */
export function kixBars(text: string): Bar[] {
  const [{ sbs, bbs, bhs }] = raw.parse(bwip.raw({ bcid: 'kix', text }));
  const full = Math.max(...bhs.map((height, place) => height + (bbs[place] ?? 0)));
  let left = 0;
  return bhs.map((height, place) => {
    const bar = {
      left,
      top: (full - height - (bbs[place] ?? 0)) * PIXELS_AN_INCH,
      width: (sbs[2 * place] ?? 0) * PIXELS_A_POINT,
      height: height * PIXELS_AN_INCH,
    };
    left += bar.width + (sbs[2 * place + 1] ?? 0) * PIXELS_A_POINT;
    return bar;
  });
}

const figure = (value: number): string => String(Math.round(value * 1000) / 1000);

/**
 * The bars as a picture. Its size is in it, in whole pixels, because a style sheet that scales it makes a code that no
 * machine reads.
 */
export function kixSvg(text: string): string {
  const bars = kixBars(text);
  const last = bars.at(-1);
  const width = Math.ceil(last === undefined ? 0 : last.left + last.width);
  const path = bars
    .map(
      (bar) =>
        `M${figure(bar.left)} ${figure(bar.top)}h${figure(bar.width)}v${figure(bar.height)}h-${figure(bar.width)}z`,
    )
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${KIX_BARS_HEIGHT}" viewBox="0 0 ${width} ${KIX_BARS_HEIGHT}" aria-hidden="true"><path d="${path}"/></svg>`;
}
