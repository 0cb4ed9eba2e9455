import { definePage } from '../../platform/web/page.js';

export interface SignInView {
  /** Path to go to afterwards; one of our own, checked by whoever builds this. */
  readonly next: string;
  /** What was typed before, after a refusal. */
  readonly email: string;
  readonly refused: boolean;
  /** The organisation's own way in, where there is one. */
  readonly openId?: { readonly name: string; readonly path: string };
}

export const signInPage = definePage<SignInView>('workbench/sign-in');

/** After signing out of a session that the identity provider gave. */
export interface SignedOutView {
  /** Name of the provider. */
  readonly name: string;
  /** Where to sign out there too. */
  readonly address?: string;
}

export const signedOutPage = definePage<SignedOutView>('workbench/signed-out');
