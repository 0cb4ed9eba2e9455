import encodeQR from 'qr';

/** White modules that a QR code needs around it (ISO/IEC 18004, section 6.3.8). */
const QUIET = 4;

/** A QR code as dark runs of a row, in modules from the left and the top; its own white border is in the size. */
export interface QrRuns {
  readonly size: number;
  readonly runs: readonly (readonly [x: number, y: number, length: number])[];
}

/**
 * A QR code as horizontal runs: a tenth of the bytes of a square a module, and quickly drawn.
 * @param text what the code says; error correction M, which survives a fold or a stamp
 */
export function qrRuns(text: string): QrRuns {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const runs: [number, number, number][] = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x] === true) x += 1;
      runs.push([start, y, x - start]);
    }
  });
  return { size: rows.length, runs };
}

/** The same as a picture of one path. */
export function qrSvg(text: string): string {
  const { size, runs } = qrRuns(text);
  const path = runs.map(([x, y, length]) => `M${x} ${y}h${length}v1h-${length}z`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>`;
}
