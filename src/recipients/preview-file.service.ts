import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { withFolder } from '../intake/received-file.js';
import { inspectFile, type TextEncoding } from '../platform/delimited/inspect-file.js';
import { readDelimited } from '../platform/delimited/read-delimited.js';
import { Clock } from '../platform/process/time-and-chance.js';
import { FileStore } from '../platform/storage/file-store.js';
import { suggestColumns, type SuggestedColumn } from './choose-columns.js';
import type { RecipientPlan } from './recipient-columns.js';

/** A file that was sent and waits until somebody says that its columns are right. */
export interface FilePreview {
  /** By which it is taken in later. */
  readonly waiting: string;
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  readonly header: readonly string[];
  /** The first lines, as they are in the file. */
  readonly lines: readonly (readonly string[])[];
  readonly columns: readonly SuggestedColumn[];
}

const SHOWN_LINES = 5;

/** Longer than anybody looks at a preview; names and addresses lie here meanwhile. */
const WAITING_MS = 3_600_000;

const FOLDER = 'waiting';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const nameOf = (trialId: string, waiting: string): string => `${FOLDER}/${trialId}-${waiting}.csv`;

/** Shows the beginning of a file before it is taken in. */
@Injectable()
export class PreviewFile {
  constructor(
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a file for an hour and reads its beginning.
   * @throws DomainError `delimited:…` for a file that can't be read at all
   */
  async keep(trialId: string, path: string, plan: RecipientPlan): Promise<FilePreview> {
    await this.files.sweep(new RegExp(`^${FOLDER}/`), new Date(this.clock.now().getTime() - WAITING_MS));
    const { encoding, ...file } = await inspectFile(path);
    await using delimited = await readDelimited({ ...file, encoding });
    const { header, delimiter, batches } = delimited;
    const lines: (readonly string[])[] = [];
    for await (const batch of batches) {
      lines.push(...batch.slice(0, SHOWN_LINES - lines.length).map(({ cells }) => cells));
      if (lines.length >= SHOWN_LINES) break;
    }
    const waiting = randomUUID();
    await this.files.write(nameOf(trialId, waiting), (kept) => copyFile(path, kept));
    return { waiting, encoding, delimiter, header, lines, columns: suggestColumns(header, plan) };
  }

  /**
   * Does something with a file that waits, after which it is gone; when that is refused it waits on.
   * @throws DomainError `recipients:file-gone` when it waited too long
   */
  async use<T>(trialId: string, waiting: string, work: (path: string) => Promise<T>): Promise<T> {
    const name = nameOf(trialId, waiting);
    if (!UUID.test(waiting) || !(await this.files.has(name)))
      throw new DomainError('not-found', 'recipients:file-gone');
    const result = await withFolder(async (folder) => {
      const path = join(folder, 'waiting.csv');
      await this.files.copyTo(name, path);
      return work(path);
    });
    await this.files.remove(name);
    return result;
  }
}
