import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { DomainError } from '../core/domain-error.js';

/** The file that says what a backup has; it is written last, so that a backup that was broken off has none. */
export const MANIFEST = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const tableSchema = z.strictObject({
  name: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1),
  /** Of a partition: the table that it is part of, which rows it holds, and its indexes, as PostgreSQL writes them. */
  partition: z
    .strictObject({ of: z.string().min(1), bound: z.string().min(1), indexes: z.array(z.string().min(1)) })
    .optional(),
  rows: z.int().min(0),
  /** Sum of the 64-bit hashes of all rows: the same whatever order they are read in. */
  checksum: z.string().regex(/^-?\d+$/),
  file: z.string().min(1),
  sha256,
});

const backupSchema = z.strictObject({
  openbriefBackup: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The steps that the database had been brought to. */
  migrations: z.array(z.strictObject({ timestamp: z.string(), name: z.string(), sha256 })),
  /** Something known, sealed: tells whether an installation has the key that opens what is sealed in the tables. */
  keyProof: z.base64(),
  tables: z.array(tableSchema),
  sequences: z.array(z.strictObject({ name: z.string().min(1), value: z.string().regex(/^\d+$/) })),
  /** Letters and other stored files, by their name in the store. */
  files: z.array(z.strictObject({ name: z.string().min(1), file: z.string().min(1), sha256 })),
});

export type Backup = z.output<typeof backupSchema>;
export type BackupTable = Backup['tables'][number];

/** What is sealed as `keyProof`, and for whom. */
export const KEY_PROOF = { text: 'openbrief backup', owner: 'backup' } as const;

/** SHA-256 of a file in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * A backup whose files are all there and as they were written.
 * @throws DomainError `backup:not-a-backup`, or `backup:damaged` with the first file that is
 */
export async function readBackup(folder: string): Promise<Backup> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) throw new DomainError('invalid', 'backup:not-a-backup', { folder });
  const parsed = backupSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new DomainError('invalid', 'backup:damaged', { file: MANIFEST });
  for (const { file, sha256: promised } of [...parsed.data.tables, ...parsed.data.files]) {
    const found = await hashFile(join(folder, file)).catch(() => undefined);
    if (found !== promised) throw new DomainError('invalid', 'backup:damaged', { file });
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
