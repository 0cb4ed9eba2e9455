-- How old the source of a figure in a letter may be when the letter goes out, in months.
alter table organisations
  add column max_source_age_months int not null default 24 check (max_source_age_months between 1 and 600);

-- What a claim of any agency may take its figures from: the counts that a trial made public, in its newest version.
-- A withheld arm has none. All of it is on the open pages, so this view passes the policies by.
create view published_arms as
  select o.slug as organisation, t.slug as trial, t.kind, p.title,
         p.planning ->> 'mailing' as mailing, p.planning ->> 'close' as close,
         arm ->> 'arm' as arm, (arm ->> 'x')::int as x, (arm ->> 'n')::int as n
  from trials t
  join organisations o on o.id = t.organisation_id
  join lateral (
    select document from disclosures where trial_id = t.id order by version desc limit 1
  ) d on true
  join lateral (
    select document -> 'title' as title, document -> 'planning' as planning
    from protocol_versions where trial_id = t.id order by version desc limit 1
  ) p on true
  cross join lateral jsonb_array_elements(d.document -> 'arms') arm
  where t.state = 'disclosed';
revoke insert, update, delete on published_arms from openbrief_app;
