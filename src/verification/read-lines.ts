import { StringDecoder } from 'node:string_decoder';

/** A protocol with all its letters is well below this; a pack made to fill memory is not. */
const LONGEST_LINE = 16_000_000;

/** A line that no pack has. */
export class LineTooLong extends Error {}

/**
 * The lines of a stream of UTF-8, without their line feeds.
 * @throws LineTooLong
 */
export async function* readLines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const text = rest + decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      yield text.slice(start, end);
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length > LONGEST_LINE) throw new LineTooLong();
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
