import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { PackHeader, PackRow } from './pack-format.js';

/** Text handed to the compressor at once: a call a line would take longer than the compressing. */
const CHUNK_CHARACTERS = 65_536;

/**
 * A verification pack as a stream of bytes: gzip of one line of JSON for the header and one for each recipient. The
 * same contents give the same bytes. Clusters are numbered anew, 1, 2, … in the order in which the list first has them,
 * so that their numbers tell nothing of the file that the recipients came in.
 * @param rows in ascending order of key
 */
export function packStream(
  header: PackHeader,
  rows: AsyncIterable<PackRow> | Iterable<PackRow>,
): NodeJS.ReadableStream {
  const text = Readable.from(chunksOf(header, rows), { objectMode: false });
  const packed = createGzip();
  // pipe() alone leaves the reader waiting for ever when the database breaks off in the middle of the list.
  text.on('error', (error) => packed.destroy(error));
  return text.pipe(packed);
}

async function* chunksOf(
  header: PackHeader,
  rows: AsyncIterable<PackRow> | Iterable<PackRow>,
): AsyncGenerator<Buffer> {
  const clusterNumbers = new Map<number, number>();
  const opaque = (cluster: number): number => {
    const known = clusterNumbers.get(cluster) ?? clusterNumbers.size + 1;
    clusterNumbers.set(cluster, known);
    return known;
  };
  let text = `${JSON.stringify(header)}\n`;
  for await (const { key, stratum, cluster, arm } of rows) {
    text += `${JSON.stringify([key, stratum, cluster === null ? null : opaque(cluster), arm])}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  yield Buffer.from(text, 'utf8');
}
