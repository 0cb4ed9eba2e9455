import type { BatchRecord } from '../../mailings/mailings.service.js';
import { FIRST_WAVE } from '../../trials/protocol/wave-letters.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { workbenchPath } from '../workbench-path.js';
import type { BatchView } from './trial-view.js';

/** A batch as somebody sees who may download letters, or hand them over, or neither. */
export function batchView(
  batch: BatchRecord,
  trial: Pick<TrialRecord, 'slug' | 'state'>,
  may: { readonly download: boolean; readonly handOver: boolean },
): BatchView {
  const path = workbenchPath(trial);
  const made = batch.pdfSha256 !== null;
  const isFirst = batch.wave === FIRST_WAVE;
  // Numbers begin anew in each wave.
  const wave = isFirst ? '' : `?wave=${batch.wave}`;
  const at = batch.handedOverAt ?? batch.renderedAt;
  // The first wave starts the collecting; reminders go out while it lasts.
  const isTheTime = trial.state === (isFirst ? 'mailing' : 'collecting');
  return {
    wave: batch.wave,
    number: batch.number,
    letters: batch.letters,
    state: batch.state,
    ...(batch.pages !== null && { pages: batch.pages }),
    ...(at !== null && { at: at.toISOString() }),
    ...(batch.postedOn !== null && { postedOn: batch.postedOn }),
    ...(batch.state === 'rendered' &&
      isTheTime &&
      may.handOver && { handOverPath: `${path}/batches/${batch.number}/hand-over${wave}` }),
    ...(made &&
      may.download && {
        pdfPath: `${path}/batches/${batch.number}.pdf${wave}`,
        manifestPath: `${path}/batches/${batch.number}.csv${wave}`,
      }),
  };
}
