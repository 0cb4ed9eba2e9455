-- Who approved which letter of which arm: by the hash of all that its recipients have in common, so that printing can
-- check that what it prints is what was approved. A letter that changes is another hash and needs another approval.
create table proof_approvals (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  arm smallint not null,
  sha256 bytea not null check (length(sha256) = 32),
  pages int not null check (pages >= 1),
  -- 'proofs': a person saw the proofs; 'protocol': the approval in the protocol, which has every word of the letters.
  basis text not null check (basis in ('proofs', 'protocol')),
  approved_by text not null check (approved_by <> ''),
  recorded_by text not null,
  approved_at timestamptz not null,
  unique (trial_id, arm, sha256)
);

create trigger proof_approvals_are_final before update or delete on proof_approvals
  for each row execute function refuse_change();
