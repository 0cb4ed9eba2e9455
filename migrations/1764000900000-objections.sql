-- Who objected by letter code: gets no later letters, and stays in the counts without a name.
create table objections (
  trial_id uuid not null references trials,
  number int not null,
  made_at timestamptz not null,
  primary key (trial_id, number)
);
