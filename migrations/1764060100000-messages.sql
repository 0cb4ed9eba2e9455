-- What people say back: a question, an idea, an objection to a trial, or a fault in a page. Who reads an answer has the
-- key of it; only its hash is here.

create table messages (
  id uuid primary key default uuidv7(),
  -- Null for a page that is of no agency alone: the register, a page about the service.
  organisation_id uuid references organisations,
  trial_id uuid references trials,
  kind text not null check (kind in ('question', 'idea', 'objection', 'fault')),
  page text not null check (page ~ '^/[A-Za-z0-9/-]*$'),
  -- Empty once it was erased.
  body text not null,
  may_be_public boolean not null,
  key_sha256 bytea not null unique,
  received_at timestamptz not null,
  answer text,
  -- What was done because of it.
  done text,
  -- The words of the message as shown to everybody, without what could point at a person; null: answered in private.
  public_body text,
  answered_by text,
  answered_at timestamptz,
  erased_at timestamptz,
  check ((trial_id is null) = (organisation_id is null)),
  check ((answer is null) = (answered_at is null) and (done is null) = (answered_at is null)
    and (answered_by is null) = (answered_at is null)),
  check (public_body is null or (answered_at is not null and may_be_public))
);
create index messages_by_organisation on messages (organisation_id, received_at);
create index messages_by_trial on messages (trial_id, received_at);

-- How to reach who wrote, for who wishes to be reached: sealed, apart from the message, and erased apart from it.
create table message_contacts (
  message_id uuid primary key references messages,
  contact bytea not null
);

-- What is said of a page of no agency alone is for those who look after the service, at whichever agency.
select protect_by('messages', 'organisation_id = (select scope_organisation())
  or (organisation_id is null and (select scope_organisation()) is not null)');
select protect_by('message_contacts', 'message_id in (select m.id from messages m)');
