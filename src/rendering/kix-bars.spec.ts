import { expect, test } from 'vitest';
import { KIX_BARS_HEIGHT, kixBars, kixSvg } from './kix-bars.js';

const MILLIMETRES = 25.4 / 96;

test.each(['2500GG30250', '1231FZ13X4', '1012NZ12XIII', '1234AB99999XABCDEF'])(
  'the bars of %s have the size that the sorting machines ask',
  (text) => {
    const bars = kixBars(text);
    const [first, second] = bars;
    const last = bars.at(-1);
    if (first === undefined || second === undefined || last === undefined) throw new Error('no bars');
    // Four bars a symbol; 20 to 24 bars an inch; a full bar of 4.2 to 5.8 mm.
    expect(bars).toHaveLength(text.length * 4);
    const pitch = (second.left - first.left) * MILLIMETRES;
    expect(pitch).toBeGreaterThan(25.4 / 24);
    expect(pitch).toBeLessThan(25.4 / 20);
    const full = Math.max(...bars.map(({ height }) => height));
    expect(full * MILLIMETRES).toBeGreaterThan(4.2);
    expect(full * MILLIMETRES).toBeLessThan(5.8);
    expect(Math.max(...bars.map(({ top, height }) => top + height))).toBeLessThanOrEqual(KIX_BARS_HEIGHT);
    // The block is 85 mm wide.
    expect((last.left + last.width) * MILLIMETRES).toBeLessThan(85);
  },
);

test('the picture has every bar in the size that it is', () => {
  const svg = kixSvg('1012NZ12');
  expect(svg).toMatch(/width="(\d+)" height="17" viewBox="0 0 \1 17"/);
  expect(svg.match(/M/g)).toHaveLength(32);
});
