import { expect, test } from 'vitest';
import { waveSpeed } from './wave-speed.js';

const lastAt = new Date('2026-03-02T10:00:00Z');
const recent = { letters: 2_000, seconds: 10, lastAt };
const at = (seconds: number): Date => new Date(lastAt.getTime() + seconds * 1000);

test.each([
  ['as the latest batches went', recent, 4_000, false, at(5), 200, at(20)],
  ['a batch that takes long is not over yet', recent, 200, false, at(30), 200, at(31)],
  ['nothing to go', recent, 0, false, at(5), 200, null],
  ['a wave that waits', recent, 4_000, true, at(5), 200, null],
  ['nobody has made anything for an hour', recent, 4_000, false, at(3_600), 200, null],
  ['one batch tells no speed', { letters: 0, seconds: 0, lastAt }, 4_000, false, at(5), null, null],
  ['nothing made yet', null, 4_000, false, at(5), null, null],
])('%s', (_what, batches, toGo, isPaused, now, lettersASecond, expectedEnd) => {
  expect(waveSpeed(batches, toGo, isPaused, now)).toEqual({ lettersASecond, expectedEnd });
});
