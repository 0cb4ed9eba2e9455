import type { PoolClient } from 'pg';
import { BsnJudge } from '../core/post/bsn.js';
import type { Actor } from '../accounts/actor.js';
import type { ImportKind, Refusal } from '../intake/import-summary.js';
import { beginImport, finishImport, RefusalBook } from '../intake/import-writer.js';
import { refuseBsnColumns } from '../intake/refuse-bsn-columns.js';
import { copyColumn } from '../platform/copy/copy-text.js';
import { copyingIn } from '../platform/copy/copy-writer.js';
import type { InspectedFile } from '../platform/delimited/inspect-file.js';
import { readDelimited } from '../platform/delimited/read-delimited.js';
import type { DelimitedRecord } from '../platform/delimited/record-splitter.js';
import { dutchDate } from '../platform/process/time-and-chance.js';
import type { IncomingResponse } from './response-line.js';
import * as queries from './responses.queries.js';

export interface ResponsesRequest {
  readonly trialId: string;
  readonly path: string;
  readonly fileName: string;
  readonly actor: Actor;
  readonly onProgress?: (lines: number) => void;
}

/** What a record of a file says, or why it is refused. */
export type IncomingLine =
  | { readonly ok: true; readonly response: IncomingResponse; readonly wave?: number | null }
  | { readonly ok: false; readonly refusal: Refusal };

/** How the records of one kind of file are read. */
export interface IncomingKind<Columns> {
  readonly kind: ImportKind;
  /** @throws DomainError `responses:columns-missing` */
  matchColumns(header: readonly string[]): Columns;
  /** @param today yyyy-mm-dd */
  readLine(record: DelimitedRecord, columns: Columns, today: string): IncomingLine;
}

/** A file whose lines are in the table `incoming_responses`, still to be matched. */
export interface IncomingFile {
  readonly importId: string;
  readonly lines: number;
  readonly refused: number;
}

/**
 * Brings the lines of a file into `incoming_responses`, which lives as long as the transaction; keeps what is refused.
 * @throws DomainError what `readDelimited` and `matchColumns` throw, `recipients:bsn-column`,
 * `intake:imported-meanwhile`
 */
export async function readIncoming<Columns>(
  client: PoolClient,
  request: ResponsesRequest,
  file: InspectedFile,
  at: Date,
  { kind, matchColumns, readLine }: IncomingKind<Columns>,
): Promise<IncomingFile> {
  await using delimited = await readDelimited(file);
  const { header, batches } = delimited;
  const columns = matchColumns(header);
  const importId = await beginImport(client, {
    trialId: request.trialId,
    kind,
    fileName: request.fileName,
    file,
    createdAt: at,
    createdBy: request.actor.accountId,
  });
  const refusals = new RefusalBook(() => importId);
  const judges = header.map(() => new BsnJudge());
  const today = dutchDate(at);
  await client.query(queries.createIncoming);
  let lines = 0;
  await copyingIn(client, queries.copyIncoming, async (copy) => {
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) {
        lines += 1;
        judges.forEach((judge, place) => judge.see(record.cells[place] ?? ''));
        const read = readLine(record, columns, today);
        if (read.ok) text += copyLine(read.response, read.wave);
        else refusals.add(read.refusal);
      }
      await copy.write(text);
      request.onProgress?.(lines);
      if (!refusals.isFull) continue;
      await copy.end();
      await refusals.flush(client);
    }
  });
  refuseBsnColumns(header, judges);
  await refusals.flush(client);
  return { importId, lines, refused: refusals.count };
}

function copyLine(
  { line, letterCode, reference, kind, respondedOn }: IncomingResponse,
  wave: number | null | undefined,
): string {
  return `${line}\t${letterCode ?? '\\N'}\t${copyColumn(reference)}\t${kind}\t${respondedOn}\t${wave ?? '\\N'}\n`;
}

/**
 * Ends an import with its sums, the lines that were neither refused, unmatched nor accepted being repeated ones.
 * @returns what the audit trail keeps of it: totals only, as everywhere before the close
 */
export async function finishIncoming(
  client: PoolClient,
  { importId, lines, refused }: IncomingFile,
  file: InspectedFile,
  { accepted, unmatched }: { readonly accepted: number; readonly unmatched: number },
): Promise<Readonly<Record<string, unknown>>> {
  const repeated = lines - refused - unmatched - accepted;
  const sums = { lines, accepted, refused, repeated, unmatched };
  await finishImport(client, importId, sums);
  return { file: file.sha256.toString('hex'), ...sums };
}
