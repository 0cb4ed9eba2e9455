-- The private feed that tells somebody that something waits for them: only the hash of its key, null where there is none.
alter table accounts add feed_key_sha256 bytea unique;
