import type { LookRecord } from '../../analysis/read-looks.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import type { LooksView } from './trial-view.js';

/** The looks of a trial whose protocol plans some. */
export function looksView(
  { protocol, state }: Pick<TrialRecord, 'protocol' | 'state'>,
  taken: readonly LookRecord[],
  path: string,
  mayTake: boolean,
): LooksView {
  const { boundary, at, afterDays } = protocol.looks ?? { boundary: 'obrien-fleming', at: [] };
  const planned = afterDays?.length ?? at.length;
  const isLeft = boundary === 'confidence-sequence' || (taken.at(-1)?.number ?? 0) < planned;
  const runs = state === 'mailing' || state === 'collecting';
  return {
    taken: taken.map(({ number, takenAt, recipients, information, crossed }) => ({
      number,
      at: takenAt.toISOString(),
      recipients,
      information,
      crossed,
    })),
    ...(mayTake && isLeft && runs && { takePath: `${path}/looks` }),
  };
}
