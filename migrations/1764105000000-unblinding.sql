-- A token belongs to whoever made it: what takes two people can be done by two tokens, if two people made them. Tokens
-- that were made at the command line, and those of before, belong to nobody.
alter table api_tokens add column made_by uuid references accounts;

-- Early unblinding: one person asks with a reason, another agrees. From the agreement on it is public, for good.
create table unblindings (
  id uuid primary key default uuidv7(),
  trial_id uuid not null references trials,
  reason text not null,
  asked_by text not null,
  asker uuid not null references accounts,
  asker_roles text[] not null,
  asked_at timestamptz not null,
  decision text check (decision in ('agreed', 'refused')),
  decided_by text,
  decider uuid references accounts,
  decider_roles text[],
  decided_at timestamptz,
  check ((decision is null) = (decided_at is null) and (decision is null) = (decider is null)),
  -- Whoever asked can take the request back, and never agree to it.
  check (decision is distinct from 'agreed' or decider <> asker)
);
create unique index unblindings_one_open on unblindings (trial_id) where decision is null;
create unique index unblindings_one_agreed on unblindings (trial_id) where decision = 'agreed';

create function refuse_change_of_decided() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.decision is not null then
    raise exception 'A decision on unblinding is final' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger decided_unblindings_are_final before update or delete on unblindings
  for each row execute function refuse_change_of_decided();

select protect_by_trial('unblindings');
select open_to_public('unblindings', 'decision = ''agreed''');
revoke delete on unblindings from openbrief_app;
