-- Who: the agencies, the people who work there, their sessions, and the tokens of their systems.

create table organisations (
  id uuid primary key default uuidv7(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null,
  contact jsonb not null,
  letterhead jsonb not null default '{}',
  -- Counts under this are never published; five is the floor for everybody.
  disclosure_threshold int not null default 10 check (disclosure_threshold >= 5),
  created_at timestamptz not null
);

create table accounts (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisations,
  email text not null unique check (email = lower(email)),
  name text not null,
  roles text[] not null check (
    roles <@ array['administrator', 'designer', 'reviewer', 'analyst', 'print-shop', 'front-desk']
  ),
  password_hash text not null,
  created_at timestamptz not null
);

-- Only the hash of a session's key is kept: who reads this table can't sign in with it.
create table sessions (
  key_sha256 bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_by_expiry on sessions (expires_at);

create table api_tokens (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisations,
  name text not null,
  token_sha256 bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
