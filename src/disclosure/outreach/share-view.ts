import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { ToldResult } from '../views/build-result-view.js';
import type { ElementView } from '../views/letter-view.js';
import type { TrialLabels } from '../views/register-view.js';
import type { ToldSentences } from './told-sentences.js';

/** An arm as a bar: how many of so many people responded, and how long the bar is, in percent of the paper's. */
export interface BarView {
  readonly name: ShownText;
  readonly reference: boolean;
  /** Absent where it is withheld. */
  readonly ofBase?: number;
  readonly length: number;
}

/**
 * A trial for who tells of it elsewhere: on a card, to the press, on a poster. It has what the trial's page has and
 * nothing else, and looks the same whatever came out.
 */
export interface ShareView extends TrialLabels {
  readonly title: ShownText;
  readonly question: ShownText;
  readonly organisation: { readonly name: string; readonly email: string; readonly url: string };
  readonly path: string;
  /** Whole address of the trial's page, and the same as a QR code (SVG). */
  readonly address: string;
  readonly qr: string;
  readonly targetGroup: ShownText;
  readonly windowDays: number;
  readonly arms: number;
  readonly drawn: boolean;
  readonly promisedOn: string;
  readonly disclosedOn?: string;
  readonly daysLate?: number;
  readonly correctedOn?: string;
  readonly version?: number;
  readonly stopped?: { readonly on: string; readonly reason: ShownText };
  readonly caveats: readonly ShownText[];
  /** Absent until the result is public, and where it can't be shown. */
  readonly result?: ToldResult;
  readonly told?: ToldSentences;
  readonly bars: readonly BarView[];
  /** What was tried; empty while the letters are held back. */
  readonly elements: readonly ElementView[];
  /** Whether there is so much to show that it has to be set smaller. */
  readonly dense: boolean;
  /** How large the title can be set. */
  readonly titleSize: 'short' | 'medium' | 'long';
}

/** What a page says of itself to the sites where it is shared, and to whoever shares it. */
export interface SharedPage {
  readonly address: string;
  readonly image: string;
  readonly imageAlt: string;
  readonly description: string;
  /** A text to share, with the address in it. */
  readonly text: string;
  readonly locale: string;
}

export const socialCardPage = definePage<ShareView>('outreach/social-card');
export const pressPage = definePage<ShareView>('outreach/press');
export const posterPage = definePage<ShareView>('outreach/poster');
export const handOutPage = definePage<ShareView>('outreach/hand-out');

/** A bar is a hundred percent long at the largest share that a page can have to show, which is everybody. */
export function barsOf(result: ToldResult | undefined): BarView[] {
  if (result === undefined) return [];
  return result.arms.map(({ name, reference, ofBase }) => ({
    name,
    reference,
    ...(ofBase !== undefined && { ofBase }),
    length: ofBase === undefined ? 0 : (100 * ofBase) / result.base,
  }));
}

const SHORT_TITLE = 45;
const MEDIUM_TITLE = 90;

export const titleSizeOf = (title: string): ShareView['titleSize'] =>
  title.length <= SHORT_TITLE ? 'short' : title.length <= MEDIUM_TITLE ? 'medium' : 'long';
