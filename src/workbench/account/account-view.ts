import type { Role } from '../../core/access.js';
import { definePage } from '../../platform/web/page.js';
import type { SignInWay } from '../../accounts/sessions.service.js';
import type { Refusal } from '../views/code-view.js';

/** Somebody's own account: password, second factor and sessions. */
export interface AccountView {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** Fewest characters of a password; absent for who comes in by the identity provider. */
  readonly minimum?: number;
  readonly done?: 'password' | 'second-factor-removed' | 'sessions' | 'feed-ended';
  readonly refusal?: Refusal;
  readonly secondFactor: { readonly enrolled: boolean; readonly required: boolean; readonly codes: number };
  readonly sessions: readonly {
    readonly id: string;
    readonly current: boolean;
    readonly via: SignInWay;
    readonly createdAt: string;
    readonly lastSeenAt: string;
  }[];
  readonly hasOthers: boolean;
  /** Whether there is a private feed; its address can be read once, when it was just made. */
  readonly feed: { readonly has: boolean; readonly address?: string };
}

export const accountPage = definePage<AccountView>('workbench/account');

/** Taking a telephone into use. */
export interface EnrolmentView {
  /** QR code as SVG. */
  readonly qr: string;
  /** The same as text, for who can't scan. */
  readonly secret: string;
  readonly required: boolean;
  readonly refusal?: Refusal;
}

export const enrolmentPage = definePage<EnrolmentView>('workbench/second-factor');

/** Recovery codes, readable this once. */
export interface RecoveryCodesView {
  readonly codes: readonly string[];
}

export const recoveryCodesPage = definePage<RecoveryCodesView>('workbench/recovery-codes');
