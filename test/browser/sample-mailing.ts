import { firstWaveBatches } from './sample-trial-parts.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { letterheadPage, type LetterheadView } from '../../src/workbench/administration/letterhead-view.js';
import { confirmBookingPage, type ConfirmBookingView } from '../../src/workbench/views/responses-view.js';
import { wavesPage, type WavesView } from '../../src/workbench/views/waves-view.js';
import { title } from './sample-register.js';

/** The pages about letters on their way, with letters of a realistic number. */
export const sampleMailingPaths = [
  '/workbench/trials/formulier/waves',
  '/workbench/letterhead',
  '/workbench/trials/formulier/responses/look',
] as const;
export type SampleMailingPath = (typeof sampleMailingPaths)[number];

export async function sampleMailingPage(
  path: SampleMailingPath,
  engine: ViewEngine,
  context: PageContext,
): Promise<string> {
  switch (path) {
    case '/workbench/trials/formulier/waves':
      return engine.render(wavesPage, sampleWaves(context.language), context);
    case '/workbench/letterhead':
      return engine.render(letterheadPage, sampleLetterhead, context);
    case '/workbench/trials/formulier/responses/look':
      return engine.render(confirmBookingPage, sampleTakenBack(context.language), context);
  }
}

const sampleLetterhead: LetterheadView = {
  // Where the sample server has something to show in the frame.
  path: '/workbench/letterhead',
  returnAddress: 'Retouradres: Postbus 1, 1000 AA Voorbeeldstad',
  usualReturnAddress: 'Retouradres: Belastingdienst',
  colour: '#0a5b74',
  fonts: ['source-sans-3', 'source-serif-4'].map((value, place) => ({ value, chosen: place === 0 })),
  windows: ['left', 'right'].map((value, place) => ({ value, chosen: place === 0 })),
  hasLogo: true,
  largestLogo: 262,
  sourceAge: 24,
  longestSourceAge: 600,
  done: 'look',
  refusal: {
    message: 'Dit bestand is geen PNG en geen SVG.',
    remedy: 'Vraag de vormgever om een PNG of een SVG.',
  },
};

const sampleTakenBack = (language: Language): ConfirmBookingView => ({
  path: '/workbench/trials/formulier/responses/book',
  backPath: '/workbench/trials/formulier/responses',
  trialPath: '/workbench/trials/formulier',
  title: shownText(title, language),
  booking: 'not-deceased',
  shown: '7K3M-9QXR-2WVB-0HTN',
  typed: '7K3M9QXR2WVB0HTN',
  day: '2026-03-19',
  asksWhy: true,
  caller: { name: 'Bakkerij De Zon, T.a.v. A. de Vries', place: 'Voorbeeldstad' },
});

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
        batches: [...firstWaveBatches],
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
