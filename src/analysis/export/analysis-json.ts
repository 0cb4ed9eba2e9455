import type { TrialRecord } from '../../trials/trial-record.js';
import type { AnalysisRecord } from '../analyse-trial.js';

/** All of an analysis as a file: what was counted, what came out, and the salt by which the public hash can be checked. */
export function analysisJson(
  { slug, kind, protocol, unblinded }: Pick<TrialRecord, 'slug' | 'kind' | 'protocol' | 'unblinded'>,
  { sha256, salt, data, result, overTime, further }: AnalysisRecord,
): string {
  const { allocation } = protocol;
  // Who reads the numbers has to know that they could be seen before the end.
  const early = unblinded === null ? {} : { unblinded };
  const all = { trial: slug, kind, allocation, ...early, sha256, salt, data, result, overTime, further };
  return `${JSON.stringify(all, null, 2)}\n`;
}
