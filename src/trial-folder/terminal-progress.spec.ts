import { WriteStream } from 'node:fs';
import { expect, test } from 'vitest';
import { TerminalProgress } from './terminal-progress.js';

/** Where a terminal would be, a stream that keeps what is written. */
function listen(): { readonly out: NodeJS.WriteStream; readonly said: () => string } {
  let text = '';
  const out = Object.assign(Object.create(WriteStream.prototype), {
    isTTY: false,
    write: (part: string) => {
      text += part;
      return true;
    },
  }) as NodeJS.WriteStream;
  return { out, said: () => text };
}

test('where there is no bar, a long step says every quarter of a minute how far it is', () => {
  const { out, said } = listen();
  let now = 0;
  const progress = new TerminalProgress(
    out,
    () => now,
    (step) => step,
  );
  progress.start('letters', 4_800);
  for (const [at, done] of [
    [1_000, 100],
    [15_000, 1_500],
    [16_000, 1_600],
    [30_000, 3_000],
  ] as const) {
    now = at;
    progress.advance(done);
  }
  now = 45_500;
  progress.finish('4800');
  expect(said().split('\n')).toEqual([
    '· letters (4800) …',
    '  … 1500/4800 · 100/s',
    '  … 3000/4800 · 100/s',
    '✓ letters: 4800 (45.5 s)',
    '',
  ]);
});
