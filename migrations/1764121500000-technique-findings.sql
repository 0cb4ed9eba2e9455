-- How often players of "Herken de techniek" were asked after a technique and found it. Two numbers a technique, and
-- nothing of who played or when.
create table technique_findings (
  technique text primary key,
  asked bigint not null,
  found bigint not null check (found between 0 and asked)
);
