-- What a token may do. Tokens that were there keep what they could: everything.
alter table api_tokens add scopes text[] not null default array[
  'trials.read', 'trials.register', 'trials.end', 'recipients.import', 'allocation.draw', 'mailing.plan',
  'letters.read', 'mailing.hand-over', 'responses.deliver', 'analysis.run', 'results.read', 'disclosure.publish'
];
alter table api_tokens alter scopes drop default;

-- Attempts at something that can be guessed, by hash of what and from where; see src/platform/process/try-limit.ts.
create table tries (
  key_sha256 bytea primary key,
  count int not null,
  began_at timestamptz not null
);
create index tries_by_age on tries (began_at);
