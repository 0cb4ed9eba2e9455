import { expect, test } from 'vitest';
import { kixSvg } from './kix-svg.js';

test.each(['2500GG30250', '1231FZ13X4', '1012NZ12XIII', '1234AB99999XABCDEF'])(
  'the bars of %s have the size that the sorting machines ask',
  (text) => {
    const svg = kixSvg(text);
    const [, width, height] = /width="([\d.]+)mm" height="([\d.]+)mm"/.exec(svg) ?? [];
    const bars = svg.match(/M/g)?.length ?? 0;
    // Four bars a symbol; 20 to 24 bars an inch; a full bar of 4.2 to 5.8 mm.
    expect(bars).toBe(text.length * 4);
    expect(Number(width) / (bars - 1)).toBeGreaterThan(25.4 / 24);
    expect(Number(width) / bars).toBeLessThan(25.4 / 20);
    expect(Number(height)).toBeGreaterThan(4.2);
    expect(Number(height)).toBeLessThan(5.8);
    // The block is 85 mm wide.
    expect(Number(width)).toBeLessThan(85);
  },
);
