-- What goes out: waves, their batches, and each letter's one page range in one batch (rule 3).

create table waves (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  number int not null check (number >= 1),
  created_at timestamptz not null,
  unique (trial_id, number)
);

create table batches (
  id uuid primary key default uuidv7(),
  wave_id uuid not null references waves,
  number int not null check (number >= 1),
  letters int not null check (letters > 0),
  state text not null check (state in ('planned', 'rendered', 'handed-over')),
  pages int,
  pdf_file text,
  pdf_sha256 bytea,
  rendered_at timestamptz,
  handed_over_at timestamptz,
  handed_over_by text,
  posted_on date,
  unique (wave_id, number),
  check ((state = 'planned') = (pdf_sha256 is null))
);

create table letters (
  wave_id uuid not null references waves,
  number int not null,
  batch_id uuid not null references batches,
  -- Place in the batch, from 1; the batch is in order of postcode and house number.
  position int not null,
  first_page int,
  last_page int,
  -- A recipient has one letter a wave, and so one page range in one batch.
  primary key (wave_id, number),
  unique (batch_id, position)
);
