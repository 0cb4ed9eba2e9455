import type { Language } from '../i18n/language.js';

/** Who is signed in, as the header of the workbench shows it. */
export interface PageAccount {
  readonly name: string;
  readonly organisation: string;
  /** Sees the links to people, tokens and settings. */
  readonly administrator?: boolean;
}

/** The last hash of the audit trail, as it was published on a day (yyyy-mm-dd). */
export interface PageAuditHead {
  readonly day: string;
  readonly sha256: string;
}

/** What every page knows beside its own model. Templates reach it as `@page`. */
export interface PageContext {
  readonly language: Language;
  /** The path in the routes' own terms, without language prefix or query. */
  readonly path: string;
  /** What an open page was asked for, from its question mark on: the page in the other language is asked the same. */
  readonly search?: string;
  readonly account?: PageAccount;
  /** Absent before the first was published. */
  readonly auditHead?: PageAuditHead;
  /** ISO 8601: the moment that it is in the rehearsal that this page is of; absent for all other pages. */
  readonly rehearsalAt?: string;
  /** Goes into each form of the workbench. */
  readonly csrfToken?: string;
  /** A page that is kept as a file: the stylesheet goes inside, and links to the service are left out. */
  readonly standalone?: boolean;
}
