/** What sort of refusal it is; the doors turn it into an HTTP status or an exit code. */
export type DomainErrorKind =
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'forbidden'
  | 'unauthenticated'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

/** Values that a message names: numbers and short texts, never personal data. */
export type MessageParams = Readonly<Record<string, string | number>>;

/** One thing that is wrong with an input: where, what, and the values that the message names. */
export interface InputIssue {
  /** The place as the user knows it: a key path (`arms[2].weight`), a column, a field. */
  readonly path: string;
  /** Key of the message, `<namespace>:<name>`; its texts are in templates/locales/<language>/<namespace>.json under `errors`. */
  readonly code: string;
  readonly params?: MessageParams;
  /** 1-based line in the file the input came from, where there is one. */
  readonly line?: number;
}

/**
 * A refusal that its reader can act on. The code is stable and apart from the words: `<namespace>:<name>` has a
 * `message` and a `remedy` (what to do) in each language, under `errors.<name>` in
 * templates/locales/<language>/<namespace>.json. Doors translate; nothing inside does.
 */
export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    readonly params: MessageParams = {},
    readonly issues: readonly InputIssue[] = [],
  ) {
    super(code);
    this.name = 'DomainError';
  }
}
