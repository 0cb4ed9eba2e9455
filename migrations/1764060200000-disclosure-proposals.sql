-- Two pairs of eyes before anything is public: who proposes a version does not publish it. What was sent back stays too.

create table disclosure_proposals (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  -- Of the document as it was looked at: what is published is that and nothing else.
  sha256 bytea not null check (length(sha256) = 32),
  -- What is corrected and why; null for the first version.
  correction text,
  proposed_by text not null,
  proposer uuid not null references accounts,
  proposed_at timestamptz not null,
  decision text check (decision in ('published', 'sent-back')),
  decided_by text,
  decider uuid references accounts,
  decided_at timestamptz,
  -- Why it was sent back.
  reason text,
  check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null)),
  check (decider is distinct from proposer),
  check ((decision = 'sent-back') = (reason is not null) or (decision is null and reason is null))
);
create unique index disclosure_proposals_one_open on disclosure_proposals (trial_id) where decision is null;

-- Who approved is told with each version; who proposed from now on too.
alter table disclosures add column proposed_by text;

select protect_by_trial('disclosure_proposals');
