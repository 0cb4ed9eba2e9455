import type { DraftContent } from './draft-content.js';
import type { DraftStep } from './draft-fields.js';

export const draftStates = [
  'writing',
  'in-review',
  'sent-back',
  'approved',
  'registered',
  'removed',
] as const;
export type DraftState = (typeof draftStates)[number];

/** What becomes of a draft: a new trial, or a later version of a registered protocol. */
export type DraftPurpose = 'registration' | 'amendment';

export interface DraftRecord {
  readonly id: string;
  readonly organisationId: string;
  readonly trialId: string | null;
  readonly purpose: DraftPurpose;
  readonly state: DraftState;
  readonly revision: number;
  readonly content: DraftContent;
  readonly reason: string | null;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  readonly sentAt: Date | null;
  readonly sentBy: string | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  /** The account of whoever decided: two people can have one name. */
  readonly decider: string | null;
  readonly decisionReason: string | null;
  /** Everybody who changed it, the first one first. */
  readonly editors: readonly { readonly accountId: string; readonly name: string }[];
}

export interface DraftComment {
  readonly id: string;
  readonly parentId: string | null;
  readonly step: DraftStep;
  /** What it is about, as `identity` of a `DraftPart`; null for the step as a whole. */
  readonly anchor: string | null;
  readonly author: string;
  readonly text: string;
  readonly writtenAt: Date;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
}

/** Whether its text can be changed now. */
export const isOpen = ({ state }: Pick<DraftRecord, 'state'>): boolean =>
  state === 'writing' || state === 'sent-back';

export const isAuthor = ({ editors }: Pick<DraftRecord, 'editors'>, accountId: string): boolean =>
  editors.some((editor) => editor.accountId === accountId);
