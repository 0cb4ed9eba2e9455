/** Width of the address block, and the height within the window that its lines may fill, in millimetres. */
export const ADDRESS_WIDTH = 85;
const HEIGHT = 38;
/** Bars of the KIX code with the quiet zones above and below. */
const KIX_HEIGHT = 9.2;

/** Of letter.css: from one line to the next, as a multiple of the type size. */
const LINE_HEIGHT = 1.25;
const MILLIMETRES_A_POINT = 25.4 / 72;

/** Type sizes in points, from the size of the letter down to the smallest that the post reads. */
const SIZES = [10.5, 9.5, 8.5, 7.5, 6.5, 6] as const;

/** A width that the character does not exceed in the letters' typeface, in ems. Rather too wide: then all fits. */
function width(character: string): number {
  if (/[ .,:;'’|!iljIft()/-]/.test(character)) return 0.36;
  if (/[MWmw@%&—ÆŒæœ]/.test(character)) return 0.92;
  if (/[\u2E80-\u{10FFFF}]/u.test(character)) return 1.1;
  return /[\p{Lu}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(character) ? 0.7 : 0.57;
}

const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + width(character), 0);

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
 * The largest type size (points) at which an address surely fits the window: a long name is set smaller, never cut.
 * @param hasKix whether the code of the post stands under the lines
 */
export function addressPoints(lines: readonly string[], hasKix: boolean): number {
  const height = HEIGHT - (hasKix ? KIX_HEIGHT : 0);
  const fits = SIZES.find((points) => {
    const ems = ADDRESS_WIDTH / (points * MILLIMETRES_A_POINT);
    const count = lines.reduce((sum, line) => sum + wrapped(line, ems), 0);
    return count * points * LINE_HEIGHT * MILLIMETRES_A_POINT <= height;
  });
  return fits ?? SIZES[SIZES.length - 1] ?? 6;
}
