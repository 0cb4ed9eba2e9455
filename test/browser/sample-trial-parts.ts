import { buildProtocolView } from '../../src/disclosure/views/protocol-view.js';

import { buildResultView } from '../../src/disclosure/views/build-result-view.js';

import { flowArms, flowDiagramView, type FlowDiagramView } from '../../src/disclosure/views/flow-view.js';
import type { ResultView } from '../../src/disclosure/views/result-view.js';
import { type TrialView } from '../../src/disclosure/views/trial-view.js';
import { shownText, type AuthoredText, type ShownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import type { Translator } from '../../src/platform/i18n/translate.js';

import { buildSteps } from '../../src/workbench/views/steps.js';
import { type WorkbenchTrialView } from '../../src/workbench/views/trial-view.js';

import { factorialArms, factorialLetters } from './sample-letters.js';
import { sampleOpenParts } from './sample-open-pages.js';

import { title } from './sample-register.js';
import { sampleProtocol, sampleVersions } from './sample-protocol.js';
import { agencyFigures, factorialFigures } from './sample-results.js';

/** Two batches of the first wave: one is with the post, one is ready for the print shop. */
export const firstWaveBatches = [
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
] as const;

const protocol = sampleProtocol({
  title,
  question: {
    nl: 'Sturen meer mensen het formulier terug als de brief autoriteit, wederkerigheid of een sociale norm gebruikt?',
    en: 'Do more people return the form when the letter uses authority, reciprocity or social proof?',
  },
  targetGroup: {
    nl: 'Mensen die op 1 februari hun formulier nog niet hadden teruggestuurd.',
    en: 'People who had not returned their form by 1 February.',
  },
  outcome: { nl: 'Het formulier is terug.', en: 'The form is back.' },
  arms: factorialArms,
  reference: 'none',
});

/** The parts of a trial's pages that the open and the workbench's page of it share. */
export interface SampleTrial {
  readonly open: () => Promise<TrialView>;
  readonly work: () => Promise<WorkbenchTrialView>;
  readonly flowDiagram: (result?: ResultView) => FlowDiagramView;
}

/** A factorial trial of a realistic size, disclosed, as it is shown at this address. */
export function sampleTrial(path: string, language: Language, translator: Translator): SampleTrial {
  const shown = (text: AuthoredText): ShownText => shownText(text, language);
  const chartsPath = `${path}/charts`;
  const flowDiagram = (result?: ResultView): FlowDiagramView =>
    flowDiagramView(
      {
        lines: 16_120,
        refused: 83,
        optedOut: 37,
        allocated: 16_000,
        mailed: 16_000,
        responses: 8_294,
        unmatched: 12,
      },
      flowArms(result, new Map((result?.arms ?? []).map(({ name }, place) => [name.text, 20 + place]))),
      false,
      language,
      translator,
    );
  const open = async (): Promise<TrialView> => ({
    kind: 'example',
    external: false,
    path,
    feedPath: `${path}/feed.atom`,
    title: shown(title),
    organisation: {
      name: 'Belastingdienst',
      email: 'gedrag@agency.example',
      url: 'https://agency.example/contact',
    },
    state: 'disclosed',
    promisedOn: '2026-06-01',
    disclosedOn: '2026-05-20',
    protocol: buildProtocolView(protocol, sampleVersions, language),
    letters: factorialLetters(language),
    draw: {
      kind: 'beacon',
      done: true,
      commitment: '9c1e'.repeat(16),
      algorithm: 'openbrief-draw-1 (ChaCha20)',
      units: 'recipient',
      strataList: 'regio, leeftijd',
      seed: '55aa'.repeat(16),
      beacon: {
        kind: 'drand',
        reference: '26412345',
        at: '2026-02-24T11:00:03.000Z',
        address: 'https://api.drand.sh/x/public/26412345',
        value: 'e3b0'.repeat(16),
        list: { sha256: '7d10'.repeat(16), recipients: 16_000, frozenAt: '2026-02-23T15:12:00.000Z' },
      },
      verificationPack: '/trials/x/pack.zip',
      verifyPath: '/verify',
    },
    flow: [
      { step: 'lines', count: 16_120 },
      { step: 'refused', count: 83 },
      { step: 'opted-out', count: 37 },
      { step: 'allocated', count: 16_000 },
      { step: 'mailed', count: 16_000 },
      { step: 'undeliverable', count: 211 },
      { step: 'responses', count: 8_294 },
      { step: 'unmatched', count: 12 },
    ],
    result: {
      ...(await buildResultView(factorialFigures(language), language, translator)),
      chartsPath,
    },
    flowDiagram: flowDiagram(await buildResultView(factorialFigures(language), language, translator)),
    ...sampleOpenParts(language),
    downloads: [
      { name: 'counts', path: '/x.csv', format: 'CSV', kilobytes: 1.2 },
      { name: 'analysis', path: '/x.json', format: 'JSON', kilobytes: 14.8 },
      { name: 'protocol', path: '/p.json', format: 'JSON', kilobytes: 9.1 },
    ],
  });
  const work = async (): Promise<WorkbenchTrialView> => ({
    kind: 'example',
    external: false,
    path,
    title: shown(title),
    state: 'analysed',
    steps: buildSteps('analysed'),
    openPath: '/trials/belastingdienst/formulier',
    protocol: buildProtocolView(protocol, sampleVersions, language),
    letters: factorialLetters(language),
    warnings: [
      'De brieven verschillen in lengte: ‘Brief zonder technieken’ heeft 73 woorden, ‘Autoriteit + Wederkerigheid + Sociale norm’ 142. De proef toetst dat dan ook.',
      'Het element ‘Verzoek van de staatssecretaris’ staat (deels) vet. Dan toetst u ook of opvallen werkt. Haal het vet weg, of toets opvallen als techniek.',
    ],
    proofs: {
      rows: ['none', 'autoriteit', 'wederkerigheid'].map((id, place) => ({
        id,
        arm: shown(['Brief zonder technieken', 'Autoriteit', 'Wederkerigheid'][place] ?? ''),
        sha256: `${place}c1e4a70`.repeat(8),
        mark: `${place}c1e4a70`,
        pdfPath: `/workbench/x/proofs/${id}.pdf`,
        ...(place > 0 && {
          approval: {
            by: 'R. de Beoordelaar',
            at: '2026-02-27T11:00:00Z',
            basis: place === 1 ? ('proofs' as const) : ('protocol' as const),
            pages: 1,
          },
        }),
      })),
      approvePath: '/workbench/x/proof-approvals',
    },
    flow: (await open()).flow,
    imports: [
      {
        kind: 'recipients',
        fileName: 'ontvangers-2026-02.csv',
        at: '2026-02-20T10:02:00Z',
        lines: 16_120,
        accepted: 16_000,
        refused: 83,
        optedOut: 37,
        repeated: 0,
        unmatched: 0,
        refusals: Array.from({ length: 20 }, (_, place) => ({
          line: 17 + place * 201,
          ...(place !== 3 && { column: place % 2 ? 'postcode' : 'referentie' }),
          reason:
            place % 2 ? 'Deze postcode bestaat niet: “12345”.' : 'Deze referentie komt al voor op regel 4.',
        })),
        moreRefusals: 63,
        refusalsPath: '/workbench/x/refusals.csv',
      },
      {
        kind: 'responses',
        fileName: 'reacties-2026-04.csv',
        at: '2026-04-10T10:02:00Z',
        lines: 8_310,
        accepted: 8_294,
        refused: 0,
        optedOut: 0,
        repeated: 4,
        unmatched: 12,
        refusals: [],
        moreRefusals: 0,
      },
    ],
    batches: [...firstWaveBatches, { wave: 2, number: 1, letters: 6_120, state: 'planned' }],
    result: {
      ...(await buildResultView(agencyFigures(language), language, translator)),
      chartsPath,
    },
    flowDiagram: flowDiagram(await buildResultView(agencyFigures(language), language, translator)),
  });
  return { open, work, flowDiagram };
}
