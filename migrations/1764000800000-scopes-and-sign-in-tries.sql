-- What a token may do. Tokens that were there keep what they could: everything.
alter table api_tokens add scopes text[] not null default array[
  'trials.read', 'trials.register', 'trials.end', 'recipients.import', 'allocation.draw', 'mailing.plan',
  'letters.read', 'mailing.hand-over', 'responses.deliver', 'analysis.run', 'results.read', 'disclosure.publish'
];
alter table api_tokens alter scopes drop default;

-- Attempts to sign in that failed, by hash of where they came from; see src/accounts/sign-in-limit.ts.
create table sign_in_tries (
  key_sha256 bytea primary key,
  failures int not null,
  began_at timestamptz not null
);
create index sign_in_tries_by_age on sign_in_tries (began_at);
