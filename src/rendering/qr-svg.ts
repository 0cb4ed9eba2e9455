import encodeQR from 'qr';

/** White modules that a QR code needs around it (ISO/IEC 18004, section 6.3.8). */
const QUIET = 4;

/**
 * A QR code as one path of horizontal runs: a tenth of the bytes of a square a module, and quickly drawn.
 * @param text what the code says; error correction M, which survives a fold or a stamp
 */
export function qrSvg(text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  let path = '';
  rows.forEach((row, y) => {
    let x = 0;
    while (x < row.length) {
      if (row[x] !== true) {
        x += 1;
        continue;
      }
      const start = x;
      while (row[x] === true) x += 1;
      path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
    }
  });
  const size = rows.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>`;
}
