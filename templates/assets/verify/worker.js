/**
 * Redoes a draw from its verification pack, off the page's own thread. Told `{ address }` or `{ file }`, and perhaps a
 * letter code; tells how far it is, and then the verdict. Nothing leaves the browser.
 */
import { readLetterCode } from '../../../src/core/post/letter-code.ts';
import { recipientKey } from '../../../src/core/randomisation/commitment.ts';
import { verifyPack } from '../../../src/verification/verify-pack.ts';

/** A protocol with all its letters is well below this; a pack made to fill memory is not. */
const LONGEST_LINE = 16_000_000;

/** Often enough to see it move, seldom enough to cost nothing. */
const TELL_EVERY = 20_000;

class LineTooLong extends Error {}

async function* linesOf(stream) {
  const text = stream
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream('utf-8'));
  let rest = '';
  for (const reader = text.getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) break;
    const chunk = rest + value;
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      yield chunk.slice(start, end);
      start = end + 1;
    }
    rest = chunk.slice(start);
    if (rest.length > LONGEST_LINE) throw new LineTooLong();
  }
  if (rest !== '') yield rest;
}

/** Passes lines on, tells how many there were, and keeps the line of one recipient. */
async function* watched(lines, key, found) {
  let count = 0;
  const wanted = key === undefined ? undefined : `["${key}"`;
  for await (const line of lines) {
    if (wanted !== undefined && line.startsWith(wanted)) found.arm = String(JSON.parse(line)[3]);
    count += 1;
    if (count % TELL_EVERY === 0) postMessage({ kind: 'read', lines: count });
    yield line;
  }
  postMessage({ kind: 'drawing' });
}

async function streamOf({ address, file }) {
  if (file !== undefined) return file.stream();
  const answer = await fetch(address);
  if (!answer.ok || answer.body === null) throw new Error('unreachable');
  return answer.body;
}

async function answer(data) {
  const code = data.code === '' ? undefined : readLetterCode(data.code);
  if (data.code !== '' && code === undefined) {
    postMessage({ kind: 'code-wrong' });
    return;
  }
  const key = code === undefined ? undefined : recipientKey(code).toString('hex');
  const found = {};
  try {
    const verdict = await verifyPack(watched(linesOf(await streamOf(data)), key, found));
    postMessage({ kind: 'verdict', verdict, asked: key !== undefined, arm: found.arm });
  } catch {
    postMessage({ kind: 'unreadable' });
  }
}

addEventListener('message', ({ data }) => void answer(data));
