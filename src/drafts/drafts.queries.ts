/** The SQL of drafts, in one place. */

const draftColumns = `
  d.id, d.organisation_id, d.trial_id, d.purpose, d.state, d.revision, d.content, d.reason, d.updated_at,
  u.name as updated_by, d.sent_at, s.name as sent_by, d.decided_at, r.name as decided_by, d.decided_by as decider, d.decision_reason,
  (select json_agg(json_build_object('accountId', e.account_id, 'name', a.name) order by e.since, a.name)
   from draft_editors e join accounts a on a.id = e.account_id where e.draft_id = d.id) as editors`;

const draftFrom = `
  from drafts d
  join accounts u on u.id = d.updated_by
  left join accounts s on s.id = d.sent_by
  left join accounts r on r.id = d.decided_by`;

export const draftOfOrganisation = `select ${draftColumns} ${draftFrom}
  where d.id = $1 and d.organisation_id = $2 and d.state <> 'removed'`;

export const draftForUpdate = `${draftOfOrganisation} for update of d`;

export const openDrafts = `select ${draftColumns} ${draftFrom}
  where d.organisation_id = $1 and d.state not in ('registered', 'removed') order by d.updated_at desc, d.id`;

export const openAmendment = `
  select id from drafts
  where trial_id = $1 and purpose = 'amendment' and state not in ('registered', 'removed') limit 1`;

export const insertDraft = `
  insert into drafts (organisation_id, trial_id, purpose, state, revision, content, created_at, updated_by, updated_at)
  values ($1, $2, $3, 'writing', 1, $4, $6, $5, $6) returning id`;

export const insertRevision = `
  insert into draft_revisions (draft_id, revision, content, saved_by, saved_at) values ($1, $2, $3, $4, $5)`;

export const insertEditor = `
  insert into draft_editors (draft_id, account_id, since) values ($1, $2, $3) on conflict do nothing`;

export const updateContent = `
  update drafts set content = $2, revision = $3, updated_by = $4, updated_at = $5 where id = $1`;

export const revisionContent = 'select content from draft_revisions where draft_id = $1 and revision = $2';

/** Each key press could be a revision: of those that nobody sent, the last so many are kept. */
export const dropOldRevisions = `
  delete from draft_revisions where draft_id = $1 and revision < $2 and not sent`;

export const markSent = 'update draft_revisions set sent = true where draft_id = $1 and revision = $2';

/** The version that went to review before the one of this revision. */
export const sentBefore = `
  select content from draft_revisions
  where draft_id = $1 and sent and revision < $2 order by revision desc limit 1`;

export const sendForReview = `
  update drafts set state = 'in-review', reason = $2, sent_by = $3, sent_at = $4, decided_by = null,
                    decided_at = null, decision_reason = null
  where id = $1`;

export const decide = `
  update drafts set state = $2, decided_by = $3, decided_at = $4, decision_reason = $5 where id = $1`;

export const changeState = 'update drafts set state = $2 where id = $1';

/** Of two approvals at once the late one is refused: what the other registered meanwhile stays registered. */
export const backToReview = "update drafts set state = 'in-review' where id = $1 and state = 'approved'";

export const markRegistered = "update drafts set state = 'registered', trial_id = $2 where id = $1";

export const commentsOfDraft = `
  select c.id, c.parent_id, c.step, c.anchor, a.name as author, c.text, c.written_at, c.resolved_at, r.name as resolved_by
  from draft_comments c
  join accounts a on a.id = c.account_id
  left join accounts r on r.id = c.resolved_by
  where c.draft_id = $1 order by c.written_at, c.id`;

export const insertComment = `
  insert into draft_comments (draft_id, parent_id, step, account_id, text, written_at, anchor)
  values ($1, $2, $3, $4, $5, $6, $7) returning id`;

export const commentThread = `
  select id from draft_comments where id = $1 and draft_id = $2 and parent_id is null and resolved_at is null`;

export const resolveComment = `
  update draft_comments set resolved_at = $3, resolved_by = $4
  where id = $1 and draft_id = $2 and parent_id is null and resolved_at is null`;

export const slugsOfOrganisation = 'select slug from trials where organisation_id = $1';
