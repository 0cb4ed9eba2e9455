-- A second factor beside the password, people who may no longer come in, and sessions that their owner can see.

alter table accounts add disabled_at timestamptz;
-- Sealed with the key of the installation; the candidate is what somebody is enrolling and has not confirmed yet.
alter table accounts add totp_sealed bytea;
alter table accounts add totp_candidate_sealed bytea;
-- The last half minute whose code was taken: a code that somebody looked over a shoulder is of no use.
alter table accounts add totp_last_step bigint;

-- Whose second factor is required: `nobody` is for the demonstration alone.
alter table organisations add second_factor text not null default 'administrators'
  check (second_factor in ('nobody', 'administrators', 'everyone'));

-- Codes on paper for who lost the telephone; each works once.
create table recovery_codes (
  account_id uuid not null references accounts on delete cascade,
  code_sha256 bytea not null,
  primary key (account_id, code_sha256)
);

-- Somebody whose password was right and whose code is still asked for.
create table pending_sign_ins (
  key_sha256 bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  next text not null,
  expires_at timestamptz not null
);
create index pending_sign_ins_by_account on pending_sign_ins (account_id);

alter table sessions add id uuid not null default uuidv7() unique;
alter table sessions add last_seen_at timestamptz;
update sessions set last_seen_at = created_at;
alter table sessions alter last_seen_at set not null;
alter table sessions add via text not null default 'password' check (via in ('password', 'openid'));
-- Nothing else is possible in this session until a second factor is set.
alter table sessions add enrol_first boolean not null default false;
create index sessions_by_account on sessions (account_id);

alter table api_tokens add revoked_at timestamptz;
alter table api_tokens add last_used_at timestamptz;

-- Whoever sees an account sees what belongs to it.
select protect_by(name::regclass, 'account_id in (select a.id from accounts a)')
  from unnest(array['recovery_codes', 'pending_sign_ins']) name;
