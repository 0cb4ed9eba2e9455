import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listOf } from '../../platform/i18n/list-of.js';
import type { Language } from '../../platform/i18n/language.js';
import { projectRoot } from '../../platform/process/project-root.js';
import { definePage } from '../../platform/web/page.js';

/** What was tested on accessibility, as the last recorded run of the tests wrote it down. */
export interface AccessibilityView {
  /** Absent when no run was recorded. */
  readonly testedOn?: string;
  readonly axe?: string;
  readonly pages?: number;
  readonly widths?: string;
}

export const accessibilityPage = definePage<AccessibilityView>('accessibility');

const recordSchema = z.object({
  testedOn: z.iso.date(),
  axe: z.string(),
  pages: z.int().min(1),
  widths: z.array(z.int()),
});

/** Written by test/browser/pages-axe.spec.ts with RECORD_AXE=yes, after a run without a violation. */
const record = join(projectRoot, 'templates', 'accessibility.json');

const readRecord = (): z.output<typeof recordSchema> | undefined =>
  existsSync(record) ? recordSchema.parse(JSON.parse(readFileSync(record, 'utf8'))) : undefined;

export function accessibilityView(language: Language): AccessibilityView {
  const run = readRecord();
  return run === undefined ? {} : { ...run, widths: listOf(run.widths.map(String), language) };
}
