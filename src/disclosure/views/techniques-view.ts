import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { CatalogueEntryView } from './catalogue-view.js';
import type { EstimateView } from './result-view.js';
import type { TechniqueMean, TechniqueView } from './technique-view.js';

/** What the published trials say together of each technique, and what the catalogue says of all. */
export interface TechniquesView {
  /** Whether there is anything to tell. */
  readonly known: boolean;
  /** Those of two trials or more. */
  readonly pooled: readonly TechniqueView[];
  /** Those that a single trial shows: too few to put together. */
  readonly single: readonly TechniqueView[];
  readonly catalogue: readonly CatalogueEntryView[];
}

/** A technique in one line. */
export interface TechniqueSummary {
  readonly id: string;
  readonly name: ShownText;
  readonly trials: number;
  readonly confidenceLevel: number;
  /** Absent with fewer than two trials. */
  readonly mean?: TechniqueMean;
  /** Of the only trial that there is. */
  readonly effect?: EstimateView;
}

/** What the front page tells of a technique. */
export function summaryOf({ id, name, trials, confidenceLevel, mean }: TechniqueView): TechniqueSummary {
  const [only, ...more] = trials;
  return {
    id,
    name,
    trials: trials.length,
    confidenceLevel,
    ...(mean !== undefined && { mean }),
    ...(only !== undefined && more.length === 0 && { effect: only.effect }),
  };
}

export const techniquesPage = definePage<TechniquesView>('techniques');
