import { expect, test } from 'vitest';
import { readLogo } from './read-logo.js';

/** The head of a PNG of so many pixels. */
function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
const text = (written: string): Uint8Array => Buffer.from(written);
const svg = (inside: string): Uint8Array =>
  text(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${inside}</svg>`);

test.each<[string, Uint8Array, string]>([
  ['a PNG', png(200, 80), 'ok'],
  ['a drawing, whatever its file is called', svg('<path d="M0 0"/>'), 'ok'],
  ['a PNG that would fill the memory', png(60_000, 60_000), 'logo-unsafe'],
  ['a PNG of four thousand a side', png(4_000, 4_000), 'ok'],
  ['a PNG that is long and high', png(8_000, 8_000), 'logo-unsafe'],
  ['a PNG without size', png(0, 10), 'logo-unsafe'],
  ['a drawing that runs something', svg('<script>1</script>'), 'logo-unsafe'],
  ['a drawing that calls home', svg('<rect fill="url(https://voorbeeld.example/a)"/>'), 'logo-unsafe'],
  [
    'one that calls home in disguise',
    svg('<rect style="fill:u&#114;l(https://voorbeeld.example/a)"/>'),
    'logo-unsafe',
  ],
  [
    'one that calls home in another',
    svg('<rect style="fill:\\75rl(https://voorbeeld.example/a)"/>'),
    'logo-unsafe',
  ],
  ['a letter', text('Geachte heer'), 'logo-no-picture'],
  ['a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), 'logo-no-picture'],
  ['nothing', text(''), 'logo-no-picture'],
  ['a picture for a poster', Buffer.concat([png(10, 10), Buffer.alloc(300_000)]), 'logo-too-large'],
])('%s', (_what, bytes, expected) => {
  const read = readLogo(bytes);
  expect(read.ok ? 'ok' : read.fault).toBe(expected);
});
