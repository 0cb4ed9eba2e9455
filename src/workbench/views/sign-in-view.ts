import { definePage } from '../../platform/web/page.js';

export interface SignInView {
  /** Path to go to afterwards; one of our own, checked by whoever builds this. */
  readonly next: string;
  /** What was typed before, after a refusal. */
  readonly email: string;
  readonly refused: boolean;
}

export const signInPage = definePage<SignInView>('workbench/sign-in');
