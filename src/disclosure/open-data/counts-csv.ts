import { csvLine } from '../../platform/delimited/write-csv.js';
import type { DisclosureDocument } from '../disclosure-document.js';

/**
 * The published counts as CSV, a row an arm and, where they can be published, a row an arm and stratum. Counts that
 * are withheld are empty, with the reason beside them.
 */
export function countsCsv({ arms, strata, allocation, kind, threshold }: DisclosureDocument): string {
  const mark = [allocation === 'external' ? 'randomised outside Openbrief' : 'drawn by Openbrief', kind];
  const lines = [csvLine(['arm', 'strata', 'recipients', 'responders', 'note', 'allocation', 'kind'])];
  for (const arm of arms) {
    lines.push(
      arm.withheld
        ? csvLine([arm.arm, 'all', null, null, `withheld: fewer than ${threshold}`, ...mark])
        : csvLine([arm.arm, 'all', arm.n, arm.x, '', ...mark]),
    );
  }
  for (const { labels, counts } of strata ?? []) {
    for (const { arm, n, x } of counts) lines.push(csvLine([arm, labels.join(' '), n, x, '', ...mark]));
  }
  return lines.join('');
}
