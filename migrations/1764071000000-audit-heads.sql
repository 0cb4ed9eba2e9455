-- The last hash of the trail on each day, which the footer of every open page shows: whoever removes entries from the end
-- of the trail makes a hash untrue that others have seen.

create table audit_heads (
  day date primary key,
  entry_id bigint not null,
  sha256 bytea not null check (length(sha256) = 32),
  published_at timestamptz not null
);
create trigger audit_heads_are_final before update or delete on audit_heads
  for each row execute function refuse_change();
select protect_by('audit_heads', 'false');
select open_to_public('audit_heads', 'true');
revoke update, delete on audit_heads from openbrief_app;
