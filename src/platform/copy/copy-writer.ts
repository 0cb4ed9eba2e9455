import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { BINARY_HEADER, BINARY_TRAILER } from './copy-binary.js';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Text gathered before it is sent: fewer packets than rows, and little to hold. */
const BUFFER_CHARACTERS = 1 << 16;

/** What stands before and behind the rows of a COPY: nothing in the text format. */
export interface CopyFormat {
  readonly header: Uint8Array | undefined;
  readonly trailer: Uint8Array | undefined;
}

const COPY_TEXT: CopyFormat = { header: undefined, trailer: undefined };

export const COPY_BINARY: CopyFormat = { header: BINARY_HEADER, trailer: BINARY_TRAILER };

/** Writes rows of a COPY to a table, with as much in memory as one buffer. */
class CopyWriter {
  private readonly stream: ReturnType<typeof copyFrom>;
  private text = '';
  private failure: Error | undefined;
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    client: PoolClient,
    sql: string,
    private readonly format: CopyFormat,
  ) {
    this.stream = client.query(copyFrom(sql));
    this.stream.on('error', (error: Error) => (this.failure = error));
    if (format.header !== undefined) this.stream.write(format.header);
  }

  /** Adds whole rows; waits only when the database is behind. Bytes are the caller's again at the next but one call. */
  async write(rows: string | Uint8Array): Promise<void> {
    if (typeof rows !== 'string') return this.send(rows);
    this.text += rows;
    if (this.text.length >= BUFFER_CHARACTERS) await this.flush();
  }

  private async flush(): Promise<void> {
    const { text } = this;
    this.text = '';
    if (text !== '') await this.send(text);
  }

  private async send(rows: string | Uint8Array): Promise<void> {
    // One piece goes out while the next is made; then the memory of the first is free again.
    await this.underWay;
    if (this.failure !== undefined) throw this.failure;
    this.underWay = new Promise((resolve) => this.stream.write(rows, () => resolve()));
  }

  /** Ends the COPY; its rows are then part of the transaction. */
  async end(): Promise<void> {
    await this.flush();
    if (this.format.trailer !== undefined) this.stream.write(this.format.trailer);
    const done = finished(this.stream);
    this.stream.end();
    await done;
  }

  /** Breaks the COPY off; the transaction that it is in can only be rolled back then. */
  async abort(): Promise<void> {
    const done = finished(this.stream).catch(() => undefined);
    this.stream.destroy();
    await done;
  }
}

/**
 * Runs work that writes by COPY. If it throws, the COPY is broken off first: a connection that is left in the middle of
 * one answers nothing any more, not even a rollback.
 */
export async function copyingIn<T>(
  client: PoolClient,
  sql: string,
  work: (copy: RestartableCopy) => Promise<T>,
  format = COPY_TEXT,
): Promise<T> {
  const copy = new RestartableCopy(client, sql, format);
  try {
    const result = await work(copy);
    await copy.end();
    return result;
  } catch (error) {
    await copy.abort();
    throw error;
  }
}

/** A COPY that can be ended between two rows, for a look at the database, and is begun again by the next row. */
export class RestartableCopy {
  private writer: CopyWriter | undefined;

  constructor(
    private readonly client: PoolClient,
    private readonly sql: string,
    private readonly format: CopyFormat,
  ) {}

  async write(rows: string | Uint8Array): Promise<void> {
    if (rows.length === 0) return;
    this.writer ??= new CopyWriter(this.client, this.sql, this.format);
    await this.writer.write(rows);
  }

  async end(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    await writer?.end();
  }

  async abort(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    await writer?.abort();
  }
}

/** The stream of a `copy … to stdout`. */
export function copyOut(client: PoolClient, sql: string): AsyncIterable<Buffer> {
  return client.query(copyTo(sql));
}
