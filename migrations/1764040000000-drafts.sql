-- Trials that are being written in the workbench, before they are registered or amended.

create table drafts (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisations,
  -- The trial that is amended, or that came of it; null for one that is not registered yet.
  trial_id uuid references trials,
  purpose text not null check (purpose in ('registration', 'amendment')),
  state text not null check (state in ('writing', 'in-review', 'sent-back', 'approved', 'registered', 'removed')),
  -- Counts what was saved. Who saves names the one that they saw, so that nobody overwrites another unseen.
  revision int not null check (revision >= 1),
  -- json and not jsonb: whoever downloads the protocol finds its keys in the order in which they were written.
  content json not null,
  -- Why a registered protocol is changed.
  reason text,
  created_at timestamptz not null,
  updated_by uuid not null references accounts,
  updated_at timestamptz not null,
  sent_by uuid references accounts,
  sent_at timestamptz,
  decided_by uuid references accounts,
  decided_at timestamptz,
  -- Why it was sent back.
  decision_reason text,
  check ((purpose = 'amendment') <= (trial_id is not null))
);
create index drafts_by_organisation on drafts (organisation_id, state);

create table draft_revisions (
  draft_id uuid not null references drafts,
  revision int not null,
  content json not null,
  saved_by uuid not null references accounts,
  saved_at timestamptz not null,
  -- Went to review as it stands here: what the next review is compared with.
  sent boolean not null default false,
  primary key (draft_id, revision)
);

-- Whoever changed a draft is one of its authors, for ever, and so never its reviewer.
create table draft_editors (
  draft_id uuid not null references drafts,
  account_id uuid not null references accounts,
  since timestamptz not null,
  primary key (draft_id, account_id)
);

create table draft_comments (
  id uuid primary key default uuidv7(),
  draft_id uuid not null references drafts,
  -- The comment that this one answers.
  parent_id uuid references draft_comments,
  -- The step of the draft that it is about.
  step text not null,
  account_id uuid not null references accounts,
  text text not null check (length(text) between 1 and 4000),
  written_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by uuid references accounts
);
create index draft_comments_by_draft on draft_comments (draft_id, written_at);

select protect_by_organisation('drafts');
-- Whoever sees a draft sees what hangs on it.
select protect_by(name::regclass, 'draft_id in (select d.id from drafts d)')
  from unnest(array['draft_revisions', 'draft_editors', 'draft_comments']) name;
