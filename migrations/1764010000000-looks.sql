-- Interim looks that were taken. They keep no count by arm: only how much information there was, what the look might
-- use, and whether the boundary was crossed (rule 5).

create table looks (
  trial_id uuid not null references trials,
  number int not null check (number >= 1),
  taken_at timestamptz not null,
  taken_by text not null,
  -- Recipients whose response window had closed.
  recipients int not null check (recipients > 0),
  information double precision not null check (information > 0 and information < 1),
  -- Both null for a confidence sequence.
  nominal_p double precision,
  alpha_spent double precision,
  crossed boolean not null,
  primary key (trial_id, number)
);

create trigger looks_are_final before update or delete on looks for each row execute function refuse_change();

select protect_by_trial('looks');
-- Public once the trial is closed, as its seed is.
select open_to_public('looks', 'trial_id in (select d.trial_id from draws d where d.revealed_at is not null)');
