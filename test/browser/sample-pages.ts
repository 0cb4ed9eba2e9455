import { buildProtocolView } from '../../src/disclosure/views/protocol-view.js';
import { analysisPage } from '../../src/disclosure/views/analysis-view.js';
import { buildResultView } from '../../src/disclosure/views/build-result-view.js';
import { yourLetterFormPage, yourLetterPage } from '../../src/disclosure/your-letter/your-letter-view.js';
import { privacyPage } from '../../src/disclosure/views/privacy-view.js';
import { registerPage } from '../../src/disclosure/views/register-view.js';
import { techniquesPage } from '../../src/disclosure/views/techniques-view.js';
import { flowArms, flowDiagramView, type FlowDiagramView } from '../../src/disclosure/views/flow-view.js';
import type { ResultView } from '../../src/disclosure/views/result-view.js';
import { trialPage, type TrialView } from '../../src/disclosure/views/trial-view.js';
import { shownText, type AuthoredText, type ShownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import type { Translator } from '../../src/platform/i18n/translate.js';
import { errorPage } from '../../src/platform/web/error-page.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { signInPage } from '../../src/workbench/views/sign-in-view.js';
import { welcomePage } from '../../src/workbench/views/welcome-view.js';
import { buildSteps } from '../../src/workbench/views/steps.js';
import { workbenchTrialPage, type WorkbenchTrialView } from '../../src/workbench/views/trial-view.js';
import { workbenchTrialsPage } from '../../src/workbench/views/trials-view.js';
import { sampleMailingPage, sampleMailingPaths } from './sample-mailing.js';
import { factorialArms, factorialLetters } from './sample-letters.js';
import { sampleOpenPage, sampleOpenParts, sampleOpenPaths, sampleUnblinded } from './sample-open-pages.js';
import { isOutreachPath, sampleOutreachPage, sampleOutreachPaths } from './sample-outreach-pages.js';
import { belgianTitle, sampleRegister, sampleTechniques, title } from './sample-register.js';
import { sampleProtocol, sampleVersions } from './sample-protocol.js';
import { agencyFigures, belgianFigures, factorialFigures } from './sample-results.js';

/** All pages at their addresses, rendered with sample trials of a realistic size. */
export const samplePaths = [
  '/',
  '/techniques',
  '/trials/belastingdienst/formulier',
  '/trials/fod-financien/herinnering-2015',
  '/trials/belastingdienst/nieuw',
  '/analysis',
  '/privacy',
  ...sampleOpenPaths,
  ...sampleMailingPaths,
  ...sampleOutreachPaths,
  '/uw-brief',
  '/uw-brief/gevonden',
  '/errors/404',
  '/errors/422',
  '/errors/500',
  '/workbench/sign-in',
  '/workbench/sign-in-refused',
  '/workbench/welcome',
  '/workbench',
  '/workbench/trials/formulier',
  '/workbench/trials/lopend',
] as const;

export type SamplePath = (typeof samplePaths)[number];

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

export function createSamplePages(engine: ViewEngine, translator: Translator) {
  return async (path: SamplePath, language: Language): Promise<string> => {
    const shown = (text: AuthoredText): ShownText => shownText(text, language);
    const context: PageContext = {
      language,
      path,
      ...(path.startsWith('/workbench') &&
        !path.includes('sign-in') && {
          account: { name: 'Aylin de Wit', organisation: 'Belastingdienst' },
          csrfToken: 'sample',
        }),
    };
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
    const chartsPath = `${path}/charts`;
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
        { wave: 2, number: 1, letters: 6_120, state: 'planned' },
      ],
      result: {
        ...(await buildResultView(agencyFigures(language), language, translator)),
        chartsPath,
      },
      flowDiagram: flowDiagram(await buildResultView(agencyFigures(language), language, translator)),
    });
    if (isOutreachPath(path)) return sampleOutreachPage(path, language, engine, translator, context);
    switch (path) {
      case '/':
        return engine.render(
          registerPage,
          sampleRegister(language, await sampleTechniques(language, translator)),
          context,
        );
      case '/techniques':
        return engine.render(techniquesPage, await sampleTechniques(language, translator), context);
      case '/trials/belastingdienst/formulier':
        return engine.render(trialPage, await open(), context);
      case '/trials/fod-financien/herinnering-2015':
        return engine.render(
          trialPage,
          {
            ...(await open()),
            kind: 'replay',
            external: true,
            title: shown(belgianTitle),
            organisation: {
              name: 'FOD Financiën (België)',
              email: 'info@agency.example',
              url: 'https://agency.example',
            },
            source: {
              citation: 'FOD Financiën, jaarverslag 2015, hoofdstuk 3.1.2',
              caveats: [
                shown('De eenheden zijn schulden; één persoon kan er meer hebben.'),
                shown('De oude brief is misschien niet in dezelfde tijd verstuurd.'),
                shown('Het geld kwam eerder binnen, zegt de organisatie; niet per se méér geld.'),
              ],
            },
            draw: { kind: 'external' },
            flow: [
              { step: 'lines', count: 241_480 },
              { step: 'allocated', count: 241_480 },
              { step: 'responses', count: 121_263 },
            ],
            result: await buildResultView(belgianFigures(language), language, translator),
          },
          context,
        );
      case '/trials/belastingdienst/nieuw': {
        const {
          result: _result,
          disclosedOn: _disclosedOn,
          citation: _citation,
          correctedOn: _correctedOn,
          flowDiagram: _flowDiagram,
          ...rest
        } = await open();
        return engine.render(
          trialPage,
          {
            ...rest,
            kind: 'trial',
            state: 'collecting',
            flow: [],
            daysLate: 12,
            unblinded: sampleUnblinded,
            draw: {
              kind: 'commitment',
              done: true,
              commitment: '9c1e'.repeat(16),
              algorithm: 'openbrief-draw-1',
              units: 'cluster',
            },
            letters: {
              letters: [],
              elements: [],
              heldBack: shown('Wie de brief nog krijgt, mag niet vooraf weten wat wij vergelijken.'),
            },
            versions: [],
            downloads: [],
          },
          context,
        );
      }
      case '/analysis':
        return engine.render(
          analysisPage,
          {
            kind: 'example',
            external: false,
            title: shown(title),
            flow: (await open()).flow,
            flowDiagram: flowDiagram(await buildResultView(agencyFigures(language), language, translator)),
            result: await buildResultView(agencyFigures(language), language, translator),
            sha256: '4be1'.repeat(16),
          },
          context,
        );
      case '/uw-brief':
        return engine.render(
          yourLetterFormPage,
          { code: '7K3M', refusal: { message: 'Deze code klopt niet.', remedy: 'Kijk de code na.' } },
          context,
        );
      case '/uw-brief/gevonden': {
        const letters = factorialLetters(language);
        return engine.render(
          yourLetterPage,
          {
            code: '7K3M-9QXR-2WVB-0HTN',
            title: shown(title),
            question: shown(title),
            organisation: 'Belastingdienst',
            contact: { name: 'Team Brieven', email: 'brieven@dienst.example', url: 'https://dienst.example' },
            kind: 'example',
            trialPath: '/trials/belastingdienst/formulier',
            arm: letters.letters[7]?.arm ?? { text: '' },
            letters: { letters: letters.letters.slice(7, 8), elements: letters.elements },
            arms: 8,
            external: false,
            key: '4be1'.repeat(16),
            objectPath: '/uw-brief/7K3M9QXR2WVB0HTN/bezwaar',
            objected: false,
            canObject: true,
          },
          context,
        );
      }
      case '/privacy':
        return engine.render(privacyPage, {}, context);
      case '/workbench':
        return engine.render(
          workbenchTrialsPage,
          {
            organisation: 'Belastingdienst',
            trials: [
              {
                path: '/workbench/trials/formulier',
                title: shown(title),
                state: 'analysed',
                kind: 'example',
                external: false,
                stopped: false,
                arms: 8,
                recipients: 16_000,
                updatedAt: '2026-05-02T10:00:00Z',
              },
              {
                path: '/workbench/trials/lopend',
                title: shown('Aanmaning toeslagen'),
                state: 'draft',
                kind: 'trial',
                external: false,
                stopped: false,
                arms: 2,
                recipients: 0,
                updatedAt: '2026-05-02T10:00:00Z',
              },
            ],
            rehearsals: [],
          },
          context,
        );
      case '/workbench/welcome':
        return engine.render(
          welcomePage,
          {
            path: '/workbench/welcome/x',
            name: 'Anna',
            email: 'anna@dienst.example',
            minimum: 15,
            refusal: { message: 'Dit wachtwoord is te kort.', remedy: 'Gebruik ten minste 15 tekens.' },
          },
          context,
        );
      case '/workbench/sign-in':
      case '/workbench/sign-in-refused':
        return engine.render(
          signInPage,
          { next: '/workbench', email: '', refused: path.endsWith('refused') },
          context,
        );
      case '/workbench/trials/formulier':
        return engine.render(workbenchTrialPage, await work(), context);
      case '/workbench/trials/lopend': {
        const { result: _result, openPath: _openPath, ...rest } = await work();
        const running = flowDiagram();
        return engine.render(
          workbenchTrialPage,
          {
            ...rest,
            kind: 'trial',
            state: 'draft',
            steps: buildSteps('draft'),
            flow: (await open()).flow.slice(0, 5),
            flowDiagram: running,
            imports: [],
            batches: [],
          },
          context,
        );
      }
      case '/workbench/trials/formulier/waves':
      case '/workbench/letterhead':
      case '/workbench/trials/formulier/responses/look':
        return sampleMailingPage(path, engine, context);
      case '/open-data':
      case '/verify':
      case '/talk-back':
      case '/talk-back/sent':
      case '/workbench/messages':
      case '/workbench/trials/formulier/disclosure':
      case '/workbench/trials/formulier/unblinding':
        return sampleOpenPage(path, engine, context);
      default: {
        const status = Number(path.slice('/errors/'.length));
        const say = (key: string): string => translator.translate(language, key);
        return engine.render(
          errorPage,
          {
            status,
            title: say(`errors:title.${status}`),
            detail: say(`errors:errors.http-${status}.message`),
            remedy: say(`errors:errors.http-${status}.remedy`),
            issues:
              status === 422
                ? [{ path: 'arms[2].weight', code: 'x', detail: 'Getal verwacht.', line: 14 }]
                : [],
            requestId: status === 500 ? 'c0ffee00-1234-4abc-8def-0123456789ab' : '',
          },
          context,
        );
      }
    }
  };
}
