import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PiecedPage } from './pieced-page.js';

const marks = ['MARK-A', 'MARK-B'];
const filled = (html: string, [a = '', b = '']: readonly string[]): string =>
  html.replaceAll('MARK-A', a).replaceAll('MARK-B', b);

test('what is unpacked is the page with the words in it, whatever they are', () => {
  const part = fc.oneof(fc.constantFrom(...marks), fc.string({ unit: 'grapheme', maxLength: 400 }));
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.tuple(fc.stringMatching(/^[a-z0-9]{0,70}$/), fc.stringMatching(/^[a-z0-9]{0,70}$/)),
      (parts, words) => {
        const page = new PiecedPage(parts.join(' '), marks);
        const expected = filled(parts.join(' '), words);
        expect(gunzipSync(page.gzip(words)).toString()).toBe(expected);
        expect(page.plain(words).toString()).toBe(expected);
      },
    ),
  );
});

test('its length tells nothing of words of the same length', () => {
  const page = new PiecedPage(`${'<p>brief</p>'.repeat(500)}MARK-A en nog eens MARK-A`, marks);
  const one = page.gzip(['aaaaaaaaaaaaaaaa', '']);
  const other = page.gzip(['q8x1zk5mw0r7dj2n', '']);
  expect(one.length).toBe(other.length);
  expect(one.length).toBeLessThan(300);
});
