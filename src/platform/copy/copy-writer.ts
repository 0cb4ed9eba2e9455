import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Text gathered before it is sent: fewer packets than rows, and little to hold. */
const BUFFER_CHARACTERS = 1 << 16;

/** How far we may be ahead of the database: enough for both to keep working, little enough to hold. */
const AHEAD_BYTES = 4 << 20;

/** Writes rows of COPY text to a table, with as much in memory as one buffer. */
export class CopyWriter {
  private readonly stream: ReturnType<typeof copyFrom>;
  private text = '';
  private failure: Error | undefined;

  constructor(client: PoolClient, sql: string) {
    this.stream = client.query(copyFrom(sql, { highWaterMark: AHEAD_BYTES }));
    this.stream.on('error', (error: Error) => (this.failure = error));
  }

  /** Adds rows, each ended by a line feed; waits only when the database is behind. */
  async write(rows: string): Promise<void> {
    this.text += rows;
    if (this.text.length >= BUFFER_CHARACTERS) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const { text } = this;
    this.text = '';
    if (text !== '' && !this.stream.write(text)) await once(this.stream, 'drain');
  }

  /** Ends the COPY; its rows are then part of the transaction. */
  async end(): Promise<void> {
    await this.flush();
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
): Promise<T> {
  const copy = new RestartableCopy(client, sql);
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
  ) {}

  async write(rows: string): Promise<void> {
    if (rows === '') return;
    this.writer ??= new CopyWriter(this.client, this.sql);
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
