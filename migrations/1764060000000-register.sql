-- What the register is searched and counted by. All of it follows from rows that never change, so the database keeps it
-- itself: no list beside the trials can fall behind them. Texts are Dutch, or an object with nl and en.

alter table protocol_versions
  add column search tsvector not null generated always as (
    setweight(to_tsvector('dutch', coalesce(document -> 'title' ->> 'nl', document ->> 'title', '')), 'A')
    || setweight(to_tsvector('english', coalesce(document -> 'title' ->> 'en', '')), 'A')
    || setweight(to_tsvector('simple', coalesce(document #>> '{organisation,name}', '')), 'A')
    || setweight(to_tsvector('dutch', coalesce(document -> 'question' ->> 'nl', document ->> 'question', '')), 'B')
    || setweight(to_tsvector('english', coalesce(document -> 'question' ->> 'en', '')), 'B')
    || setweight(to_tsvector('dutch', coalesce(document -> 'targetGroup' ->> 'nl', document ->> 'targetGroup', '')), 'C')
    || setweight(to_tsvector('english', coalesce(document -> 'targetGroup' ->> 'en', '')), 'C')
    || setweight(to_tsvector('dutch', coalesce(document #>> '{letter,subject}', '')), 'C')
  ) stored,
  add column techniques jsonb not null
    generated always as (jsonb_path_query_array(document, '$.elements[*].technique')) stored,
  add column title jsonb generated always as (document -> 'title') stored,
  add column arm_count int generated always as (jsonb_array_length(document -> 'arms')) stored,
  add column external boolean generated always as (document ->> 'allocation' = 'external') stored,
  add column promised_on text generated always as (document #>> '{planning,disclosure}') stored;

create index protocol_versions_by_words on protocol_versions using gin (search);
create index protocol_versions_by_technique on protocol_versions using gin (techniques);

-- Whether the registered analysis found anything: by the main effects of a factorial trial, by the comparisons of any
-- other. A result that is withheld is null: that is no null result.
alter table disclosures
  add column found boolean generated always as (
    case
      when jsonb_typeof(document -> 'result') is distinct from 'object' then null
      when jsonb_typeof(document #> '{result,factorial,mainEffects}') = 'array' then
        document @? '$.result.factorial.mainEffects[*].registered.verdict ? (@ == "more" || @ == "less")'
      else document @? '$.result.comparisons[*].registered.verdict ? (@ == "more" || @ == "less")'
    end
  ) stored,
  add column allocated int generated always as ((document #>> '{flow,allocated}')::int) stored;
