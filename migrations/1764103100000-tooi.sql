-- The name of an organisation in the government's own list (TOOI), by which the catalogue tells who publishes.
alter table organisations add column tooi text
  check (tooi ~ '^https://identifier\.overheid\.nl/tooi/id/[a-z]+/[a-z]+[0-9]+$');
