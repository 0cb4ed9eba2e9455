/** The SQL of the rehearsals, in one place. */

const columns = 'trial_id, slug, moment, recipients, truth, seed, made_at';

export const rehearsalBySlug = `select ${columns} from rehearsals where organisation_id = $1 and slug = $2`;

export const rehearsalsOfOrganisation = `
  select r.trial_id, r.slug, r.moment, r.made_at, t.state, a.name as made_by,
    (select v.document -> 'title' from protocol_versions v where v.trial_id = r.trial_id order by v.version desc limit 1)
      as title
  from rehearsals r join trials t on t.id = r.trial_id left join accounts a on a.id = r.made_by
  where r.organisation_id = $1 order by r.made_at desc`;

export const insertRehearsal = `
  insert into rehearsals (trial_id, organisation_id, slug, moment, recipients, truth, seed, made_by, made_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** $1 moment: those that were begun before it, of every organisation. */
export const rehearsalsBefore =
  'select trial_id, organisation_id, slug, moment from rehearsals where made_at < $1 order by made_at';

/** Never back: what happened in a rehearsal happened. */
export const moveClock = 'update rehearsals set moment = greatest(moment, $2) where trial_id = $1';
