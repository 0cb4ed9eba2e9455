import { analysisPage } from '../../src/disclosure/views/analysis-view.js';
import { buildResultView } from '../../src/disclosure/views/build-result-view.js';
import { yourLetterFormPage, yourLetterPage } from '../../src/disclosure/your-letter/your-letter-view.js';
import { privacyPage } from '../../src/disclosure/views/privacy-view.js';
import { registerPage } from '../../src/disclosure/views/register-view.js';
import { techniquesPage } from '../../src/disclosure/views/techniques-view.js';

import { trialPage } from '../../src/disclosure/views/trial-view.js';
import { shownText, type AuthoredText, type ShownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import type { Translator } from '../../src/platform/i18n/translate.js';
import { errorPage } from '../../src/platform/web/error-page.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';

import { sampleMailingPage, sampleMailingPaths } from './sample-mailing.js';
import { sampleTrial } from './sample-trial-parts.js';
import { isWorkbenchPath, sampleWorkbenchPage, sampleWorkbenchPaths } from './sample-workbench.js';
import { factorialLetters } from './sample-letters.js';
import { sampleOpenPage, sampleOpenPaths, sampleUnblinded } from './sample-open-pages.js';
import { isOutreachPath, sampleOutreachPage, sampleOutreachPaths } from './sample-outreach-pages.js';
import { belgianTitle, sampleRegister, sampleTechniques, title } from './sample-register.js';

import { agencyFigures, belgianFigures } from './sample-results.js';

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
  ...sampleWorkbenchPaths,
] as const;

export type SamplePath = (typeof samplePaths)[number];

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
    const trial = sampleTrial(path, language, translator);
    const { open, flowDiagram } = trial;
    if (isWorkbenchPath(path)) return sampleWorkbenchPage(path, trial, engine, context);
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
            disclosed: true,
            promisedOn: '2026-05-18',
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
      case '/workbench/trials/formulier/person':
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
