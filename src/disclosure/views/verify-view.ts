import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';

/** Redoing the draw of a trial in the reader's own browser. */
export interface VerifyView {
  readonly title: ShownText;
  readonly trialPath: string;
  /** Address of the pack; absent while the seed is not public, or where there is no draw of ours. */
  readonly pack?: {
    readonly path: string;
    /** What the page promised, for the script to hold the pack against; '' where there is none. */
    readonly commitment: string;
    readonly pulse: string;
    readonly list: string;
    /** The list names groups by their id; people know them by name. */
    readonly arms: readonly { readonly id: string; readonly name: ShownText }[];
  };
  readonly external: boolean;
}

export const verifyPage = definePage<VerifyView>('verify');
