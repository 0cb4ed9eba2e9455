-- What the typeface of the letters can't draw in the names and addresses of a file: how many recipients, which signs, and
-- the first lines. Null where there is none, and where no letters are made of it.
alter table imports add column without_font jsonb;
