-- Texts that a protocol holds back can't be looked for before the close: a search that finds them tells what they are.
-- They are kept apart, so that what is searched before the close has nothing of them, not even for words to leave out.
alter table protocol_versions
  alter column search set expression as (
    setweight(to_tsvector('dutch', coalesce(document -> 'title' ->> 'nl', document ->> 'title', '')), 'A')
    || setweight(to_tsvector('english', coalesce(document -> 'title' ->> 'en', '')), 'A')
    || setweight(to_tsvector('simple', coalesce(document #>> '{organisation,name}', '')), 'A')
    || setweight(to_tsvector('dutch', coalesce(document -> 'question' ->> 'nl', document ->> 'question', '')), 'B')
    || setweight(to_tsvector('english', coalesce(document -> 'question' ->> 'en', '')), 'B')
    || setweight(to_tsvector('dutch', coalesce(document -> 'targetGroup' ->> 'nl', document ->> 'targetGroup', '')), 'C')
    || setweight(to_tsvector('english', coalesce(document -> 'targetGroup' ->> 'en', '')), 'C')
    || case when document #> '{letter,heldBack}' is null
         then setweight(to_tsvector('dutch', coalesce(document #>> '{letter,subject}', '')), 'C')
         else ''::tsvector end
  ),
  add column held_back_words tsvector generated always as (
    case when document #> '{letter,heldBack}' is not null
      then setweight(to_tsvector('dutch', coalesce(document #>> '{letter,subject}', '')), 'C') end
  ) stored;

create index protocol_versions_held_back on protocol_versions (trial_id) where held_back_words is not null;

-- From the close on the texts are public, and found.
create or replace function protocols_with_words(words text) returns table (trial_id uuid, version int)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.trial_id, p.version from protocol_versions p
  where p.search @@ (
    websearch_to_tsquery('dutch', words) || websearch_to_tsquery('english', words) || websearch_to_tsquery('simple', words)
  )
  union
  select p.trial_id, p.version
  from protocol_versions p join trials t on t.id = p.trial_id
  where p.held_back_words is not null and t.state in ('closed', 'analysed', 'disclosed')
    and (p.search || p.held_back_words) @@ (
      websearch_to_tsquery('dutch', words) || websearch_to_tsquery('english', words) || websearch_to_tsquery('simple', words)
    )
$$;
