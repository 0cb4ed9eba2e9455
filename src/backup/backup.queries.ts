/** Statements that read and write a database as a whole; see docs/backup.md. */

/** Text of a row depends on these: the same on both sides makes the checksums comparable. */
export const plainSettings = `
  set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1`;

/** Tables that hold rows: ordinary ones and partitions. How far the database was brought is not data. */
export const tablesWithRows = `
  select c.relname as name,
    (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    p.relname as parent,
    pg_get_expr(c.relpartbound, c.oid) as bound,
    coalesce((select array_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid) from pg_index i
      where i.indrelid = c.oid and c.relispartition), '{}') as indexes
  from pg_class c
  left join pg_inherits h on h.inhrelid = c.oid
  left join pg_class p on p.oid = h.inhparent
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and c.relname not in ('migrations', 'migration_files')
  order by c.relname`;

/** Sequences that have been used, with the last number that they gave. */
export const usedSequences = `
  select sequencename as name, last_value::text as value from pg_sequences
  where schemaname = 'public' and last_value is not null and sequencename not like 'migrations%' order by 1`;

export const migrationsThatRan = 'select timestamp, name, sha256 from migration_files order by timestamp';

/** Files that the tables name: batches of letters. */
export const storedFiles = 'select pdf_file as name from batches where pdf_file is not null order by 1';

/** Which table's rows point to which other table's. */
export const references = `
  select distinct c.relname as name, f.relname as needs from pg_constraint k
  join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.oid <> f.oid`;

/** Any table at all: then the database is somebody's. */
export const hasTables = `
  select exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')) as found`;

/** An identifier in quotes, whatever is in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Number of rows, and the sum of their hashes. */
export const countAndSum = (table: string): string => `
  select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as checksum
  from only ${quoted(table)} t`;

const columnList = (columns: readonly string[]): string => columns.map(quoted).join(', ');

export const copyOut = (table: string, columns: readonly string[]): string =>
  `copy ${quoted(table)} (${columnList(columns)}) to stdout`;

export const copyIn = (table: string, columns: readonly string[]): string =>
  `copy ${quoted(table)} (${columnList(columns)}) from stdin`;
