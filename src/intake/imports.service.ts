import { Injectable } from '@nestjs/common';
import type { MessageParams } from '../core/domain-error.js';
import { DomainError } from '../core/domain-error.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import {
  SHOWN_REFUSALS,
  type ImportKind,
  type ImportSummary,
  type Refusal,
  type WithoutFont,
} from './import-summary.js';

interface ImportRow {
  readonly id: string;
  readonly kind: ImportKind;
  readonly file_name: string;
  readonly file_sha256: string;
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  readonly opted_out: number;
  readonly repeated: number;
  readonly unmatched: number;
  readonly created_at: Date;
  readonly shared_recipients: number | null;
  readonly shared_addresses: number | null;
  readonly largest_address: number | null;
  readonly without_font: WithoutFont | null;
}

const columns = `id, kind, file_name, encode(file_sha256, 'hex') as file_sha256, lines, accepted, refused, opted_out,
  repeated, unmatched, created_at, shared_recipients, shared_addresses, largest_address,
  without_font`;

/** The files that were taken in for a trial, with their sums and their refused lines. */
@Injectable()
export class ImportsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async ofTrial(trialId: string): Promise<ImportSummary[]> {
    const rows = await this.unitOfWork.rows<ImportRow>(
      `select ${columns} from imports where trial_id = $1 order by created_at, id`,
      [trialId],
    );
    return Promise.all(rows.map((row) => this.summary(row, false)));
  }

  /** The import of a file with this hash, if it was taken in before. */
  async findByHash(trialId: string, kind: ImportKind, sha256: Buffer): Promise<ImportSummary | undefined> {
    const row = await this.unitOfWork.row<ImportRow>(
      `select ${columns} from imports where trial_id = $1 and kind = $2 and file_sha256 = $3`,
      [trialId, kind, sha256],
    );
    return row === undefined ? undefined : this.summary(row, true);
  }

  /** @throws DomainError `intake:import-not-found`, also for an import of another trial */
  async get(trialId: string, importId: string): Promise<ImportSummary> {
    const row = await this.unitOfWork.row<ImportRow>(
      `select ${columns} from imports where trial_id = $1 and id::text = $2`,
      [trialId, importId],
    );
    if (row === undefined) throw new DomainError('not-found', 'intake:import-not-found');
    return this.summary(row, false);
  }

  /** The refused lines of an import in order of line. */
  async refusals(importId: string, limit?: number): Promise<Refusal[]> {
    const rows = await this.unitOfWork.rows<{
      line: number;
      column: string | null;
      code: string;
      params: MessageParams;
    }>(
      'select line, "column", code, params from import_refusals where import_id = $1 order by line limit $2',
      [importId, limit ?? null],
    );
    return rows.map(({ line, column, code, params }) => ({ line, column, code, params }));
  }

  private async summary(row: ImportRow, alreadyImported: boolean): Promise<ImportSummary> {
    return {
      id: row.id,
      kind: row.kind,
      fileName: row.file_name,
      fileSha256: row.file_sha256,
      lines: row.lines,
      accepted: row.accepted,
      refused: row.refused,
      optedOut: row.opted_out,
      repeated: row.repeated,
      unmatched: row.unmatched,
      createdAt: row.created_at,
      sharedAddresses:
        row.shared_recipients === null || row.shared_addresses === null || row.largest_address === null
          ? null
          : {
              recipients: row.shared_recipients,
              addresses: row.shared_addresses,
              largest: row.largest_address,
            },
      withoutFont: row.without_font,
      alreadyImported,
      firstRefusals: row.refused === 0 ? [] : await this.refusals(row.id, SHOWN_REFUSALS),
    };
  }
}
