import { definePage } from '../../platform/web/page.js';

export interface WelcomeView {
  /** The link itself, which the form goes back to. */
  readonly path: string;
  readonly name: string;
  readonly email: string;
  /** Fewest characters of a password. */
  readonly minimum: number;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const welcomePage = definePage<WelcomeView>('workbench/welcome');
