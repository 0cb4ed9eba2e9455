import { definePage } from '../../platform/web/page.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import type { FileReading } from '../../recipients/file-readings.service.js';
import type { FilePreview } from '../../recipients/preview-file.service.js';

export interface Refusal {
  readonly message: string;
  readonly remedy: string;
}

export interface NamedColumn {
  readonly name: string;
  /** Whether it has a meaning of its own, and so a name of ours. */
  readonly isKnown: boolean;
}

/** Where a file is chosen or dropped. */
export interface ImportFormView {
  readonly path: string;
  readonly trialPath: string;
  readonly title: ShownText;
  /** Columns that a file must have, and those that it may have. */
  readonly needed: readonly NamedColumn[];
  readonly welcome: readonly NamedColumn[];
  readonly refusal?: Refusal;
}

/** What the file seems to hold, before anything is taken in. */
export interface ImportPreviewView {
  readonly path: string;
  readonly backPath: string;
  readonly trialPath: string;
  readonly title: ShownText;
  readonly fileName: string;
  readonly file: Omit<FilePreview, 'columns'>;
  readonly delimiterName: 'semicolon' | 'comma' | 'tab' | 'pipe';
  readonly columns: readonly {
    readonly name: string;
    readonly isNeeded: boolean;
    /** Whether it has a meaning of its own, and so a name of ours. */
    readonly isKnown: boolean;
    readonly options: readonly { readonly column: string; readonly isChosen: boolean }[];
  }[];
  readonly refusal?: Refusal;
}

/** How far a large file is read, for as long as that takes. */
export interface ImportReadingView {
  readonly path: string;
  readonly trialPath: string;
  readonly importPath: string;
  readonly title: ShownText;
  readonly fileName: string;
  readonly read: number;
  readonly total: number;
  readonly state: FileReading['state'];
  readonly refusal?: Refusal;
}

export const importReadingPage = definePage<ImportReadingView>('workbench/import-reading');
export const importFormPage = definePage<ImportFormView>('workbench/import');
export const importPreviewPage = definePage<ImportPreviewView>('workbench/import-preview');
