import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { inspectFile, type TextEncoding } from '../platform/delimited/inspect-file.js';
import { readDelimited } from '../platform/delimited/read-delimited.js';
import { outsideRehearsal } from '../platform/process/rehearsing.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { openSealedFile, sealFile } from '../platform/sealing/sealed-file.js';
import { FileStore } from '../platform/storage/file-store.js';
import { suggestColumns, type SuggestedColumn } from './choose-columns.js';
import type { RecipientPlan } from './recipient-columns.js';

/** A file that was sent and waits until somebody says that its columns are right. */
export interface FilePreview {
  /**
   * By which it is taken in later: its name, and the key that it was sealed with. The page alone has the key, so that the
   * file can be read by nobody but whoever sent it.
   */
  readonly waiting: string;
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  readonly header: readonly string[];
  /** The first lines, as they are in the file. */
  readonly lines: readonly (readonly string[])[];
  readonly columns: readonly SuggestedColumn[];
}

const SHOWN_LINES = 5;

/** Longer than anybody looks at a preview. */
const WAITING_MS = 3_600_000;

const FOLDER = 'waiting';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const nameOf = (trialId: string, id: string): string => `${FOLDER}/${trialId}-${id}.csv.sealed`;

/** Shows the beginning of a file before it is taken in. */
@Injectable()
export class PreviewFile {
  constructor(
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a file, sealed, for an hour and reads its beginning.
   * @throws DomainError `delimited:…` for a file that can't be read at all
   */
  async keep(trialId: string, path: string, plan: RecipientPlan): Promise<FilePreview> {
    // By the clock of all: on the calendar of a rehearsal, everything that waits anywhere may be years old.
    const now = outsideRehearsal(() => this.clock.now()).getTime();
    await this.files.sweep(new RegExp(`^${FOLDER}/`), new Date(now - WAITING_MS));
    const { encoding, ...file } = await inspectFile(path);
    await using delimited = await readDelimited({ ...file, encoding });
    const { header, delimiter, batches } = delimited;
    const lines: (readonly string[])[] = [];
    for await (const batch of batches) {
      lines.push(...batch.slice(0, SHOWN_LINES - lines.length).map(({ cells }) => cells));
      if (lines.length >= SHOWN_LINES) break;
    }
    const id = randomUUID();
    let key = '';
    await this.files.write(nameOf(trialId, id), async (kept) => {
      key = await sealFile(path, kept);
    });
    return {
      waiting: `${id}.${key}`,
      encoding,
      delimiter,
      header,
      lines,
      columns: suggestColumns(header, plan),
    };
  }

  /**
   * Begins something with a file that waits, opened; when that is refused it waits on.
   * @param work gets the path, and what to call when it no longer needs the file: which may be after it has answered
   * @throws DomainError `recipients:file-gone` when it waited too long, or for another key
   */
  async use<T>(
    trialId: string,
    waiting: string,
    work: (path: string, done: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const [id = '', key = ''] = waiting.split('.');
    const name = nameOf(trialId, id);
    if (!UUID.test(id) || !(await this.files.has(name)))
      throw new DomainError('not-found', 'recipients:file-gone');
    const folder = await mkdtemp(join(tmpdir(), 'openbrief-waiting-'));
    const done = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'waiting.csv');
      const sealed = join(folder, 'waiting.sealed');
      await this.files.copyTo(name, sealed);
      if (!(await openSealedFile(sealed, path, key)))
        throw new DomainError('not-found', 'recipients:file-gone');
      return await work(path, done);
    } catch (error) {
      await done();
      throw error;
    }
  }

  /** Removes a file that waits, once it was taken in. */
  async forget(trialId: string, waiting: string): Promise<void> {
    const [id = ''] = waiting.split('.');
    if (UUID.test(id)) await this.files.remove(nameOf(trialId, id));
  }
}
