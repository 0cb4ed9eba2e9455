-- How often something changed that an open page shows. A page that was rendered is sent again for as long as this number
-- stands: one small read tells for all pages at once. A sequence and no table, so that no transaction waits for another.
create sequence open_page_changes;
grant select on open_page_changes to openbrief_app;

create function note_open_page_change() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform nextval('open_page_changes');
  return null;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['organisations', 'trials', 'protocol_versions', 'draws', 'disclosures', 'messages',
    'erasures', 'audit_heads'] loop
    execute format('create trigger changes_open_pages after insert or update or delete on %I
      for each statement execute function note_open_page_change()', name);
  end loop;
end $$;

-- That results were seen early is told on the page too; its table is younger than this.
create trigger changes_open_pages after insert on audit_entries for each row
  when (new.action = 'unblind-early') execute function note_open_page_change();
