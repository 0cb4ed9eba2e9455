-- An account begins without a password; whoever has its link gives it one, once.
alter table accounts alter password_hash drop not null;

create table sign_in_links (
  key_sha256 bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sign_in_links_by_account on sign_in_links (account_id);
