-- The techniques of the catalogue that a version of a protocol uses, as they stood at its registration: text, status,
-- evidence and hash. Null for what was registered before this was kept.
alter table protocol_versions add column catalogue jsonb;
