import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { Refusal } from '../views/code-view.js';

interface Choice {
  readonly value: string;
  readonly chosen: boolean;
}

/** How an organisation's letters look, and how old a source in them may be. */
export interface LetterheadView {
  readonly path: string;
  readonly returnAddress: string;
  /** What stands there when nothing is filled in. */
  readonly usualReturnAddress: string;
  /** #rrggbb */
  readonly colour: string;
  readonly fonts: readonly Choice[];
  readonly windows: readonly Choice[];
  readonly hasLogo: boolean;
  /** In kilobytes. */
  readonly largestLogo: number;
  readonly sourceAge: number;
  readonly longestSourceAge: number;
  /** The trial and the group whose letter is in the frame; absent for a letter that is made up. */
  readonly letterOf?: { readonly trial: ShownText; readonly arm: ShownText };
  readonly done?: 'look' | 'logo' | 'logo-removed' | 'source-age';
  readonly refusal?: Refusal;
}

export const letterheadPage = definePage<LetterheadView>('workbench/letterhead');
