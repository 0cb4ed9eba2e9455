/** The SQL of what people say back, in one place. */

export const insertMessage = `
  insert into messages (organisation_id, trial_id, kind, page, body, may_be_public, key_sha256, received_at, took_effect)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`;

export const insertContact = 'insert into message_contacts (message_id, contact) values ($1, $2)';

const columns = `
  m.id, m.kind, m.page, m.body, m.may_be_public, m.received_at, m.answer, m.done, m.public_body, m.answered_by,
  m.answered_at, m.erased_at, m.took_effect, t.slug, t.organisation_id, o.slug as organisation_slug`;

const from = `
  from messages m
  left join trials t on t.id = m.trial_id
  left join organisations o on o.id = m.organisation_id`;

export const messageByKey = `
  select ${columns}, c.message_id is not null as has_contact
  ${from} left join message_contacts c on c.message_id = m.id
  where m.key_sha256 = $1`;

/**
 * What an organisation has to handle: about its own trials, and ($2) about pages that are of no agency alone. Open ones
 * first, the longest waiting before the others; of what was answered the newest.
 */
export const messagesOfOrganisation = `
  select ${columns}, c.contact
  ${from} left join message_contacts c on c.message_id = m.id
  where m.organisation_id = $1 or (m.organisation_id is null and $2)
  order by m.answered_at is not null, case when m.answered_at is null then m.received_at end, m.answered_at desc
  limit $3`;

export const messageForUpdate = `
  select id, trial_id, may_be_public, answered_at from messages
  where id = $1 and (organisation_id = $2 or (organisation_id is null and $3)) for update`;

export const answerMessage = `
  update messages set answer = $2, done = $3, public_body = $4, answered_by = $5, answered_at = $6 where id = $1`;

export const publishedMessages = `
  select id, kind, public_body, answer, done, received_at, answered_at
  from messages where trial_id = $1 and public_body is not null order by answered_at desc limit 100`;

/** How long answers took, in days; $1 a trial or null for all, $2 today, $3 kinds. */
export const messageFigures = `
  select count(*)::int as received,
         count(answered_at)::int as answered,
         percentile_cont(0.5) within group (order by extract(epoch from answered_at - received_at) / 86400.0)
           filter (where answered_at is not null) as median_days,
         max(extract(epoch from $2::timestamptz - received_at) / 86400.0)
           filter (where answered_at is null) as longest_open_days
  from messages where ($1::uuid is null or trial_id = $1) and kind = any ($3)`;

/** What was said of each of the trials $1 until now, and how much of it was answered in public in the year $2; $3 kinds. */
export const talkOfYear = `
  select trial_id, count(*)::int as received, count(answered_at)::int as answered,
         (count(*) filter (where public_body is not null
            and extract(year from answered_at at time zone 'Europe/Amsterdam') = $2))::int as answered_in_year
  from messages where trial_id = any ($1) and kind = any ($3) group by trial_id`;

export const eraseContactByKey = `
  delete from message_contacts using messages m where message_id = m.id and m.key_sha256 = $1`;

export const eraseContact = 'delete from message_contacts where message_id = $1';

/** Who was answered before $1 need not be reached any more. */
export const eraseOldContacts = `
  delete from message_contacts using messages m where message_id = m.id and m.answered_at < $1`;

/** What was answered in private before $1; the figures stay. */
export const eraseOldBodies = `
  update messages set body = '', answer = '', done = '', erased_at = $2
  where answered_at < $1 and public_body is null and erased_at is null`;

/** Of what was answered in public, the words as they first came. */
export const eraseOldOriginals = `
  update messages set body = '', erased_at = $2
  where answered_at < $1 and public_body is not null and erased_at is null`;
