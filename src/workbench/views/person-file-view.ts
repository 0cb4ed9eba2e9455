import type { PersonErasure, PersonFile } from '../../person-files/person-files.service.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';

/** What is kept of one person, and what they can have done with it. */
export interface PersonFilePageView {
  readonly title: ShownText;
  readonly trialPath: string;
  readonly path: string;
  /** Letter code or reference, as it was typed. */
  readonly typed: string;
  readonly file?: PersonFile;
  /** How the arm of the file is called; absent as long as it is not told. */
  readonly armName?: ShownText;
  readonly erased?: PersonErasure;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

export const personFilePage = definePage<PersonFilePageView>('workbench/person-file');
