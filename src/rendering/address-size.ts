/** Width of the address block, and the height within the window that its lines may fill, in pixels of 1/96 inch. */
export const ADDRESS_WIDTH = 321;
const HEIGHT = 144;
/** Bars of the KIX code with the quiet zones above and below. */
const KIX_HEIGHT = 35;

const PIXELS_A_POINT = 96 / 72;

/** How the lines of an address are set. */
export interface AddressSize {
  readonly points: number;
  /** From one line to the next, in whole pixels. */
  readonly lineHeight: number;
}

/** From the size of the letter down to the smallest that the post reads. */
const SIZES: readonly AddressSize[] = [10.5, 9.5, 8.5, 7.5, 6.5, 6].map((points) => ({
  points,
  lineHeight: Math.ceil(points * PIXELS_A_POINT * 1.2),
}));
const SMALLEST: AddressSize = { points: 6, lineHeight: 10 };

/** A width that the character does not exceed in the letters' typeface, in ems. Rather too wide: then all fits. */
function width(character: string): number {
  if (/[ .,:;'’|!iljIft()/-]/.test(character)) return 0.36;
  if (/[MWmw@%&—ÆŒæœ]/.test(character)) return 0.92;
  if (/[\u2E80-\u{10FFFF}]/u.test(character)) return 1.1;
  return /[\p{Lu}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(character) ? 0.7 : 0.57;
}

const widthOf = (text: string): number => {
  let sum = 0;
  for (const character of text) sum += width(character);
  return sum;
};

/** Lines on paper that one line of the address takes at most, when words that are too long are broken. */
function wrapped(line: string, ems: number): number {
  let lines = 1;
  let used = 0;
  for (const word of line.split(/(?<=\s)/)) {
    const wide = widthOf(word);
    if (used > 0 && used + wide > ems) {
      lines += 1;
      used = 0;
    }
    used += wide;
    while (used > ems) {
      lines += 1;
      used -= ems - 1;
    }
  }
  return lines;
}

/**
 * The largest size at which an address surely fits the window: a long name is set smaller, never cut.
 * @param hasKix whether the code of the post stands under the lines
 */
export function addressSize(lines: readonly string[], hasKix: boolean): AddressSize {
  const height = HEIGHT - (hasKix ? KIX_HEIGHT : 0);
  const fits = SIZES.find(({ points, lineHeight }) => {
    const ems = ADDRESS_WIDTH / (points * PIXELS_A_POINT);
    const count = lines.reduce((sum, line) => sum + wrapped(line, ems), 0);
    return count * lineHeight <= height;
  });
  return fits ?? SMALLEST;
}
