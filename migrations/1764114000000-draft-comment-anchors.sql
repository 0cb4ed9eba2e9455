-- What in the draft a comment is about, where it is one thing: items of a list by their id, so that it stays with them.
alter table draft_comments add column anchor text check (length(anchor) between 1 and 300);
