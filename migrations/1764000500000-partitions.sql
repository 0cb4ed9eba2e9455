-- Recipients and allocations in a partition for each trial. A million rows come in several times as fast when their
-- indexes are made afterwards, and what is erased goes as a file. The indexes are the partitions' own: every query
-- names its trial. See src/platform/database/trial-partition.ts, which makes the later ones in the same way.

alter table recipients rename to recipients_before;
alter table recipients_before alter personal type bytea using convert_to(personal::text, 'UTF8');
alter table allocations rename to allocations_before;

create table recipients (
  trial_id uuid not null,
  number int not null,
  line int not null,
  reference text collate "C" not null,
  -- Values of the stratum columns, joined by the unit separator (U+001F).
  stratum text collate "C" not null default '',
  cluster text collate "C",
  external_arm text,
  opted_out boolean not null default false,
  -- A list as JSON, see src/recipients/personal-data.ts; bytes, so that it can be sealed and no time goes to looking
  -- into it.
  personal bytea
) partition by list (trial_id);

create table allocations (
  trial_id uuid not null,
  number int not null,
  letter_code text collate "C" not null,
  -- Index into the strata that the draw used, and the number of the cluster; both opaque.
  stratum int not null,
  cluster int,
  -- Index into the arms of protocol version 1.
  arm smallint not null
) partition by list (trial_id);

do $$
declare
  source record;
  partition text;
begin
  for source in
    select 'recipients' as "table", 'reference' as "key", trial_id from recipients_before group by trial_id
    union all
    select 'allocations', 'letter_code', trial_id from allocations_before group by trial_id
  loop
    partition := source.table || '_' || replace(source.trial_id::text, '-', '');
    execute format(
      'create table %I (like %I including defaults, constraint %I check (trial_id = %L))',
      partition, source.table, partition || '_trial', source.trial_id);
    execute format('alter table %I alter trial_id set default %L', partition, source.trial_id);
    execute format('insert into %I select * from %I where trial_id = %L order by number',
      partition, source.table || '_before', source.trial_id);
    execute format('create unique index %I on %I (number)', partition || '_number', partition);
    execute format('create unique index %I on %I (%I)', partition || '_' || source.key, partition, source.key);
    execute format('alter table %I attach partition %I for values in (%L)',
      source.table, partition, source.trial_id);
  end loop;
end
$$;

drop table recipients_before, allocations_before;
