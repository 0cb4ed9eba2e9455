/** How one thing on a letter that is the recipient's own is set. */
export interface OwnStyle {
  readonly points: number;
  /** From one line to the next, in whole pixels of 1/96 inch. */
  readonly lineHeight: number;
  readonly weight: 400 | 600;
  /** #rrggbb */
  readonly colour: string;
  /** Room for a line, in pixels: what is wider breaks. */
  readonly width: number;
}

const INK = '#111111';
const GREY = '#444444';

/**
 * What is the recipient's own on a letter, beside the address. Here and not in the style sheet, because the same
 * figures set it when it is laid over a letter that was printed before.
 */
export const ownStyles = {
  salutation: { points: 10.5, lineHeight: 20, weight: 400, colour: INK, width: 627 },
  reference: { points: 8.5, lineHeight: 15, weight: 400, colour: INK, width: 219 },
  yours: { points: 8.5, lineHeight: 15, weight: 400, colour: INK, width: 219 },
  code: { points: 8.5, lineHeight: 15, weight: 600, colour: INK, width: 219 },
  foot: { points: 8.5, lineHeight: 16, weight: 600, colour: INK, width: 300 },
} as const satisfies Readonly<Record<string, OwnStyle>>;

export type OwnName = keyof typeof ownStyles;
export const ownNames: readonly OwnName[] = ['salutation', 'reference', 'yours', 'code', 'foot'];

/** The code in the margin of each page, and where its line begins from the left and the bottom of the paper (pixels). */
export const marginStyle: OwnStyle = { points: 7.5, lineHeight: 13, weight: 400, colour: GREY, width: 400 };
export const MARGIN_LEFT = 83;
export const MARGIN_TOP_FROM_BOTTOM = 76 - 19;

const font = ({ weight, points, lineHeight, colour }: OwnStyle): string =>
  `font:${weight} ${points}pt/${lineHeight}px "Letter",serif;color:${colour};font-kerning:none;font-variant-ligatures:none`;

/** The same as CSS. */
export const ownStyleSheet =
  Object.entries(ownStyles)
    .map(([name, style]) => `.own-${name}{${font(style)}}`)
    .join('') + `@page{@bottom-left{${font(marginStyle)}}}`;
