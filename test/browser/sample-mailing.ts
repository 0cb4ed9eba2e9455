import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { wavesPage, type WavesView } from '../../src/workbench/views/waves-view.js';
import { title } from './sample-register.js';

/** The pages about letters on their way, with letters of a realistic number. */
export const sampleMailingPaths = ['/workbench/trials/formulier/waves'] as const;
export type SampleMailingPath = (typeof sampleMailingPaths)[number];

export async function sampleMailingPage(
  _path: SampleMailingPath,
  engine: ViewEngine,
  context: PageContext,
): Promise<string> {
  return engine.render(wavesPage, sampleWaves(context.language), context);
}

function sampleWaves(language: Language): WavesView {
  const trialPath = '/workbench/trials/formulier';
  return {
    path: `${trialPath}/waves`,
    trialPath,
    title: shownText(title, language),
    isGoing: true,
    waves: [
      {
        number: 1,
        letters: 16_000,
        done: 16_000,
        toGo: 0,
        state: 'made',
        speed: 812.4,
        withheld: [
          { reason: 'objection', count: 3 },
          { reason: 'deceased', count: 1 },
        ],
        returned: 211,
        batchesToHandOver: 1,
        handedOver: 8_000,
        batches: [
          {
            wave: 1,
            number: 1,
            letters: 8_000,
            pages: 8_000,
            state: 'handed-over',
            at: '2026-03-01T09:00:00Z',
            postedOn: '2026-03-02',
            pdfPath: '/b.pdf',
            manifestPath: '/b.csv',
          },
          {
            wave: 1,
            number: 2,
            letters: 8_000,
            pages: 8_000,
            state: 'rendered',
            at: '2026-03-01T09:00:00Z',
            pdfPath: '/b2.pdf',
            manifestPath: '/b2.csv',
            handOverPath: '/workbench/x/batches/2/hand-over',
          },
        ],
      },
      {
        number: 2,
        letters: 6_120,
        done: 2_000,
        toGo: 4_120,
        state: 'going',
        speed: 28.5,
        endsAt: '2026-03-20T09:02:25Z',
        withheld: [],
        returned: 0,
        batchesToHandOver: 2,
        handedOver: 0,
        changePath: `${trialPath}/waves/2/pause`,
        batches: [{ wave: 2, number: 1, letters: 1_000, state: 'planned' }],
      },
      {
        number: 3,
        letters: 900,
        done: 0,
        toGo: 900,
        state: 'paused',
        paused: { at: '2026-04-02T09:02:25Z', by: 'Drukker Jansen' },
        withheld: [],
        returned: 0,
        batchesToHandOver: 0,
        handedOver: 0,
        changePath: `${trialPath}/waves/3/resume`,
        batches: [],
      },
    ],
  };
}
