import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DomainError } from '../core/domain-error.js';
import type { Backup, BackupTable } from './backup-format.js';
import * as queries from './backup.queries.js';

const { quoted } = queries;

/**
 * Fills the tables of an empty database from a backup, all in one transaction, and checks that what came in is what
 * went out. The database is at the very step that the backup was made at.
 * @throws DomainError `backup:not-the-same` naming the table
 */
export async function loadTables(
  client: Client,
  folder: string,
  { tables, sequences }: Backup,
  onStep: (name: string) => void,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(queries.plainSettings);
    const order = await inOrderOfNeed(client, tables);
    const plain = tables.filter(({ partition }) => partition === undefined);
    // What a step of the database's history put in itself, the backup has as well.
    if (plain.length > 0) await client.query(`truncate ${plain.map(({ name }) => quoted(name)).join(', ')}`);
    for (const table of order) {
      onStep(table.name);
      await loadTable(client, join(folder, table.file), table);
    }
    for (const { name, value } of sequences) {
      await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), value]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function loadTable(client: Client, path: string, table: BackupTable): Promise<void> {
  const { name, columns, partition, rows, checksum } = table;
  if (partition !== undefined) {
    await client.query(
      `create table ${quoted(name)} (like ${quoted(partition.of)} including defaults including constraints)`,
    );
  }
  await pipeline(
    createReadStream(path),
    createGunzip(),
    client.query(copyFrom(queries.copyIn(name, columns))),
  );
  if (partition !== undefined) {
    for (const index of partition.indexes) await client.query(index);
    // Its rows are reached by way of the table that it is part of, as those of every partition.
    await client.query(
      `alter table ${quoted(partition.of)} attach partition ${quoted(name)} ${partition.bound}`,
    );
    await client.query(
      `do $$ begin if exists (select from pg_roles where rolname = 'openbrief_app') then
         revoke all on ${quoted(name)} from openbrief_app; end if; end $$`,
    );
  }
  const found = await client.query<{ rows: number; checksum: string }>(queries.countAndSum(name));
  if (found.rows[0]?.rows !== rows || found.rows[0].checksum !== checksum) {
    throw new DomainError('conflict', 'backup:not-the-same', { table: name });
  }
}

/** Tables after those that their rows point to. */
async function inOrderOfNeed(client: Client, tables: readonly BackupTable[]): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; needs: string }>(queries.references);
  const needs = new Map<string, string[]>();
  for (const { name, needs: other } of rows) needs.set(name, [...(needs.get(name) ?? []), other]);
  const ordered = new Set<BackupTable>();
  const byName = new Map(tables.map((table) => [table.name, table]));
  const visit = (table: BackupTable, path: readonly string[]): void => {
    if (path.includes(table.name)) throw new Error(`Tables point in a circle: ${path.join(', ')}`);
    for (const name of needs.get(table.partition?.of ?? table.name) ?? []) {
      const other = byName.get(name);
      if (other !== undefined && !ordered.has(other)) visit(other, [...path, table.name]);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...ordered];
}
