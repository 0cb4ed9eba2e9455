/** The SQL of the trials, in one place. */

const trialColumns = `
  t.id, t.organisation_id, t.slug, t.kind, t.state, t.stopped_at, t.stopped_reason, t.created_at, u.unblinded,
  p.document, p.version, encode(p.sha256, 'hex') as hash, p.registered_at`;

/** A trial with the protocol in force: the highest version. Drafts have none and are not found here. */
const trialFrom = `
  from trials t
  join lateral (
    select * from protocol_versions v where v.trial_id = t.id order by v.version desc limit 1
  ) p on true
  left join lateral (
    select jsonb_build_object('at', decided_at, 'reason', reason, 'askedBy', asker_roles, 'agreedBy', decider_roles) as unblinded
    from unblindings where trial_id = t.id and decision = 'agreed'
  ) u on true`;

export const trialById = `select ${trialColumns} ${trialFrom} where t.id = $1`;

export const trialByIdForUpdate = `${trialById} for no key update of t`;

export const trialByAddress = `
  select ${trialColumns} ${trialFrom}
  join organisations o on o.id = t.organisation_id
  where o.slug = $1 and t.slug = $2`;

export const trialsOfOrganisation = `
  select ${trialColumns} ${trialFrom} where t.organisation_id = $1 order by p.registered_at desc, t.id`;

export const allTrials = `select ${trialColumns} ${trialFrom} order by p.registered_at desc, t.id`;

export const protocolVersions = `
  select version, encode(sha256, 'hex') as hash, encode(previous_sha256, 'hex') as previous_hash, reason,
         approved_by, approved_on::text, registered_at, document
  from protocol_versions where trial_id = $1 order by version`;

/** Techniques as they stood when each version was registered. $1 trial */
export const cataloguesOfTrial = `
  select catalogue from protocol_versions where trial_id = $1 and catalogue is not null order by version`;

export const drawOfTrial = `
  select d.algorithm, encode(d.commitment, 'hex') as commitment, encode(d.protocol_sha256, 'hex') as protocol_hash,
         case when d.revealed_at is not null then encode(d.seed, 'hex') end as seed, d.drawn_at, d.revealed_at,
         encode(d.list_sha256, 'hex') as list_hash, d.list_recipients, d.frozen_at, d.beacon
  from draws d where d.trial_id = $1`;

/** Whether the list of recipients was closed; on the connection that holds the trial's lock. */
export const listIsFrozen = 'select frozen_at is not null as frozen from draws where trial_id = $1';

export const hasRecipientFiles = `
  select exists (select from imports where trial_id = $1 and kind = 'recipients') as taken`;

/** The arms of published trials, with their counts where these are not withheld; $1 addresses: organisation/trial. */
export const publishedArms = `
  select organisation, trial, kind, title, mailing, close, arm, x, n, published_at
  from published_arms where organisation || '/' || trial = any ($1)`;
