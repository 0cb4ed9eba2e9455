import type { Language } from '../../platform/i18n/language.js';
import { shownText, type ShownText } from '../../platform/i18n/shown-text.js';
import type { Technique } from '../../techniques/technique-schema.js';
import type { EvidenceStatus } from './letter-view.js';

/** A technique as the catalogue has it now: what it is, what a fair use needs, and what is known of it. */
export interface CatalogueEntryView {
  readonly id: string;
  readonly name: ShownText;
  readonly status: EvidenceStatus;
  readonly version: number;
  /** yyyy-mm-dd: the day on which the evidence was weighed. */
  readonly statusDate: string;
  readonly definition: ShownText;
  readonly howItWorks: ShownText;
  /** Words for a letter: Dutch in each language. */
  readonly example: string;
  readonly fairUse: ShownText;
  readonly misleadingUse: ShownText;
  readonly findings: readonly {
    readonly finding: ShownText;
    readonly direction: Technique['evidence'][number]['direction'];
    readonly citation: string;
    readonly url?: string;
  }[];
}

/** Every technique of the catalogue, by name; one that was retracted stands there as any other. */
export function catalogueView(techniques: readonly Technique[], language: Language): CatalogueEntryView[] {
  return techniques
    .map(({ id, status, version, statusDate, example, evidence, ...texts }) => ({
      id,
      status,
      version,
      statusDate,
      name: shownText(texts.name, language),
      definition: shownText(texts.definition, language),
      howItWorks: shownText(texts.howItWorks, language),
      example: example.nl,
      fairUse: shownText(texts.fairUse, language),
      misleadingUse: shownText(texts.misleadingUse, language),
      findings: evidence.map(({ finding, direction, citation, url }) => ({
        finding: shownText(finding, language),
        direction,
        citation,
        ...(url !== undefined && { url }),
      })),
    }))
    .sort((a, b) => a.name.text.localeCompare(b.name.text, language));
}
