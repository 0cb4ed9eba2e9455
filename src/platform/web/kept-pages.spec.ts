import { expect, test } from 'vitest';
import { mayBeKept, SharedRead } from './kept-pages.js';

test('whoever asks gets a read that began after they asked, and those who ask together share it', async () => {
  let begun = 0;
  const finish: (() => void)[] = [];
  const read = new SharedRead(
    () =>
      new Promise<number>((resolve) => {
        begun += 1;
        const number = begun;
        finish.push(() => resolve(number));
      }),
  );
  const first = read.value();
  await new Promise((resolve) => setImmediate(resolve));
  // The first read is on its way, so these need another, and one is enough for both.
  const later = [read.value(), read.value()];
  finish.shift()?.();
  expect(await first).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  finish.shift()?.();
  expect(await Promise.all(later)).toEqual([2, 2]);
  expect(begun).toBe(2);
});

test('a read that fails fails those who shared it, and not who asks after them', async () => {
  let fails = true;
  const read = new SharedRead(async () => {
    if (fails) throw new Error('gone');
    return 'back';
  });
  await expect(read.value()).rejects.toThrow('gone');
  fails = false;
  expect(await read.value()).toBe('back');
});

test.each([
  ['GET', '/trials/fod-financien/aanmaning-2015', {}, true],
  ['GET', '/uw-brief', {}, true],
  ['GET', '/uw-brief/ABCD2345EFGH6789', {}, false],
  ['GET', '/en/uw-brief/ABCD2345EFGH6789', {}, false],
  ['GET', '/?jaar=2025', {}, false],
  ['GET', '/', { cookie: 'session=1' }, false],
  ['POST', '/', {}, false],
  ['GET', '/v1/register', {}, false],
])('%s %s with %j may be kept for the next reader: %s', (method, url, headers, expected) => {
  expect(mayBeKept({ method, url, headers })).toBe(expected);
});
