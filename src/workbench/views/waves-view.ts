import type { BatchRecord } from '../../mailings/mailings.service.js';
import type { WaveRecord } from '../../mailings/waves.service.js';
import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { TrialRecord } from '../../trials/trial-record.js';
import { workbenchPath } from '../workbench-path.js';
import { batchView } from './batch-view.js';
import type { BatchView } from './trial-view.js';

/** A wave while its letters are made, and after. Totals over all arms. */
export interface WaveView {
  readonly number: number;
  readonly letters: number;
  readonly done: number;
  readonly toGo: number;
  readonly state: 'going' | 'paused' | 'made';
  readonly paused?: { readonly at: string; readonly by: string };
  /** Letters a second of all workers together; absent while nobody knows. */
  readonly speed?: number;
  /** ISO 8601; absent while nobody knows, and when there is nothing to wait for. */
  readonly endsAt?: string;
  readonly withheld: readonly { readonly reason: string; readonly count: number }[];
  readonly returned: number;
  readonly batchesToHandOver: number;
  readonly handedOver: number;
  /** Where the form that lets it wait, or go on, goes; absent for who may not, and when all is made. */
  readonly changePath?: string;
  readonly batches: readonly BatchView[];
}

export interface WavesView {
  readonly path: string;
  readonly trialPath: string;
  readonly title: ShownText;
  readonly waves: readonly WaveView[];
  /** Whether letters are being made: then the page has something to keep up with. */
  readonly isGoing: boolean;
}

/** What somebody may do with waves. */
export interface WavePermissions {
  readonly download: boolean;
  readonly handOver: boolean;
  readonly pause: boolean;
}

export function wavesView(
  trial: TrialRecord,
  title: ShownText,
  waves: readonly WaveRecord[],
  batches: readonly BatchRecord[],
  may: WavePermissions,
): WavesView {
  const trialPath = workbenchPath(trial);
  const views = waves.map((wave) =>
    waveView(
      wave,
      `${trialPath}/waves/${wave.number}`,
      batches.filter((batch) => batch.wave === wave.number).map((batch) => batchView(batch, trial, may)),
      may.pause,
    ),
  );
  return {
    path: `${trialPath}/waves`,
    trialPath,
    title,
    waves: views,
    isGoing: views.some(({ state }) => state === 'going'),
  };
}

function waveView(
  wave: WaveRecord,
  path: string,
  batches: readonly BatchView[],
  mayPause: boolean,
): WaveView {
  const { paused, lettersASecond, expectedEnd } = wave;
  const state = wave.batchesToGo === 0 ? 'made' : paused === null ? 'going' : 'paused';
  return {
    number: wave.number,
    letters: wave.letters,
    done: wave.lettersRendered,
    toGo: wave.lettersToGo,
    state,
    ...(paused !== null && state === 'paused' && { paused: { at: paused.at.toISOString(), by: paused.by } }),
    ...(lettersASecond !== null && { speed: lettersASecond }),
    ...(expectedEnd !== null && { endsAt: expectedEnd.toISOString() }),
    withheld: Object.entries(wave.withheld).map(([reason, count]) => ({ reason, count })),
    returned: wave.returned,
    batchesToHandOver: wave.batchesToHandOver,
    handedOver: wave.lettersHandedOver,
    ...(mayPause && state !== 'made' && { changePath: `${path}/${state === 'going' ? 'pause' : 'resume'}` }),
    batches,
  };
}

export const wavesPage = definePage<WavesView>('workbench/waves');
