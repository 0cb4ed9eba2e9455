/** What somebody is in their organisation. */
export const roles = [
  'administrator',
  'designer',
  'reviewer',
  'analyst',
  'print-shop',
  'front-desk',
] as const;
export type Role = (typeof roles)[number];

/** What can be done, as far as it is given to some and not to others. */
export const actions = [
  'trials.read',
  'drafts.read',
  'drafts.write',
  'drafts.comment',
  'drafts.review',
  'rehearsals.hold',
  'trials.register',
  'trials.end',
  'recipients.import',
  'recipients.correct',
  'persons.open',
  'persons.erase',
  'allocation.draw',
  'proofs.approve',
  'mailing.plan',
  'letters.read',
  'mailing.hand-over',
  'responses.deliver',
  'callers.see',
  'analysis.run',
  'results.read',
  'unblinding.ask',
  'unblinding.agree',
  'disclosure.propose',
  'disclosure.publish',
  'messages.answer',
  'people.manage',
  'tokens.manage',
  'organisation.manage',
  'letterhead.manage',
] as const;
export type Action = (typeof actions)[number];

/** What only a person can do: no token is given these. */
const personal: readonly Action[] = [
  'rehearsals.hold',
  'callers.see',
  'people.manage',
  'tokens.manage',
  'organisation.manage',
];

/** What a token may be given. */
export const scopes: readonly Action[] = actions.filter((action) => !personal.includes(action));

/**
 * Which roles may do what within their own organisation. Letters carry names and addresses: the print shop sees them
 * and nobody else needs to. Who designs a trial does not publish it.
 */
export const rolesOf: Readonly<Record<Action, readonly Role[]>> = {
  'trials.read': roles,
  'drafts.read': ['administrator', 'designer', 'reviewer', 'analyst'],
  'drafts.write': ['designer'],
  'drafts.comment': ['designer', 'reviewer', 'analyst'],
  'drafts.review': ['reviewer'],
  // A team practises together: whoever may write, review or analyse.
  'rehearsals.hold': ['designer', 'reviewer', 'analyst'],
  'trials.register': ['designer'],
  'trials.end': ['designer'],
  'recipients.import': ['designer'],
  // Who died, moved, objected or wants no letters: told to whoever answers the telephone.
  'recipients.correct': ['designer', 'front-desk'],
  // All that is kept of one person: for who answers their requests, and not for who designs or analyses.
  'persons.open': ['administrator', 'front-desk'],
  'persons.erase': ['administrator', 'front-desk'],
  'allocation.draw': ['designer'],
  'proofs.approve': ['reviewer'],
  'mailing.plan': ['designer', 'print-shop'],
  'letters.read': ['print-shop'],
  'mailing.hand-over': ['designer', 'print-shop'],
  'responses.deliver': ['designer', 'front-desk'],
  // Within the look-up of `responses.deliver`: a name to check with who is on the telephone. Who designs has no need of it.
  'callers.see': ['front-desk'],
  'analysis.run': ['analyst'],
  'results.read': ['administrator', 'designer', 'reviewer', 'analyst'],
  // Who wrote the letters is the last who should see early which one works.
  'unblinding.ask': ['administrator', 'analyst'],
  'unblinding.agree': ['administrator', 'reviewer', 'analyst'],
  'disclosure.propose': ['analyst', 'designer'],
  'disclosure.publish': ['reviewer'],
  'messages.answer': ['administrator', 'designer', 'front-desk'],
  'people.manage': ['administrator'],
  'tokens.manage': ['administrator'],
  'organisation.manage': ['administrator'],
  'letterhead.manage': ['administrator'],
};

/** Whether somebody with these roles may do this. */
export const mayDo = (roles: readonly Role[], action: Action): boolean =>
  rolesOf[action].some((role) => roles.includes(role));

/** Who may call an endpoint: everyone, whoever is signed in or has a token, or those who may do an action. */
export type AccessRule = 'everyone' | 'known' | Action;
