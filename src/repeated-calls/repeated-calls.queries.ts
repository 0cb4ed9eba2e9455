/** Takes a key, or takes it over from the same call that was broken off. */
export const claim = `
  insert into repeated_calls as c (organisation_id, key, call_sha256, began_at) values ($1, $2, $3, $4)
  on conflict (organisation_id, key) do update set began_at = excluded.began_at
    where c.answered_at is null and c.began_at < $5 and c.call_sha256 = excluded.call_sha256
  returning key`;

export const find = `
  select call_sha256, began_at, status, location, body from repeated_calls
  where organisation_id = $1 and key = $2`;

export const keepAnswer = `
  update repeated_calls set answered_at = $3, status = $4, location = $5, body = $6
  where organisation_id = $1 and key = $2`;

export const forget =
  'delete from repeated_calls where organisation_id = $1 and key = $2 and answered_at is null';

export const forgetOld =
  'delete from repeated_calls where began_at < $1 and ($2::uuid is null or organisation_id = $2)';
