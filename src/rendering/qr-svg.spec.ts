import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrSvg } from './qr-svg.js';

const PIXELS_A_MODULE = 4;

/** Draws the path as a printer would, black on white, and reads the picture as a telephone would. */
function scan(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const width = size * PIXELS_A_MODULE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = 0; row < PIXELS_A_MODULE; row += 1) {
      const from = ((Number(y) * PIXELS_A_MODULE + row) * width + Number(x) * PIXELS_A_MODULE) * 4;
      for (let byte = 0; byte < Number(length) * PIXELS_A_MODULE * 4; byte += 1) {
        if (byte % 4 !== 3) data[from + byte] = 0;
      }
    }
  }
  return decodeQR({ width, height: width, data });
}

test.each([
  ['https://brieven.voorbeeld.example/uw-brief/TD4H9QT1V6DEJS9C'],
  ['https://a.example/uw-brief/0000000000000000'],
  [`https://${'lang.'.repeat(20)}example/uw-brief/ZZZZZZZZZZZZZZZZ`],
])('a scanner reads %s', (text) => {
  expect(scan(qrSvg(text))).toBe(text);
});

test('four white modules lie around it', () => {
  const svg = qrSvg('https://a.example');
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(4);
    expect(Number(y)).toBeGreaterThanOrEqual(4);
    expect(Number(x) + Number(length)).toBeLessThanOrEqual(size - 4);
    expect(Number(y)).toBeLessThan(size - 4);
  }
});
