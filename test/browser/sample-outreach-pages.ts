import { annualReportPage, type ReportedResult } from '../../src/disclosure/outreach/annual-report-view.js';
import { barsOf, pressPage, titleSizeOf, type ShareView } from '../../src/disclosure/outreach/share-view.js';
import { toldSentences } from '../../src/disclosure/outreach/told-sentences.js';
import { recognisePage, type RecogniseView } from '../../src/disclosure/recognise/recognise-view.js';
import { accessibilityPage } from '../../src/disclosure/views/accessibility-view.js';
import { tellResult } from '../../src/disclosure/views/build-result-view.js';
import type { Language } from '../../src/platform/i18n/language.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { Translator } from '../../src/platform/i18n/translate.js';
import type { PageContext } from '../../src/platform/web/page-context.js';
import type { ViewEngine } from '../../src/platform/web/view-engine.js';
import { factorialLetters } from './sample-letters.js';
import { belgianTitle, title } from './sample-register.js';
import { belgianFigures, factorialFigures } from './sample-results.js';

/** What is made of the register for others. */
export const sampleOutreachPaths = [
  '/jaarverslag/2026',
  '/trials/belastingdienst/formulier/press',
  '/herken-de-techniek',
  '/herken-de-techniek/vraag',
  '/herken-de-techniek/uitleg',
  '/herken-de-techniek/einde',
  '/toegankelijkheid',
] as const;
export type SampleOutreachPath = (typeof sampleOutreachPaths)[number];

export const isOutreachPath = (path: string): path is SampleOutreachPath =>
  sampleOutreachPaths.some((own) => own === path);

const trialPath = '/trials/belastingdienst/formulier';

const reported = (language: Language): ReportedResult => ({
  kind: 'trial',
  external: false,
  title: shownText(title, language),
  organisation: 'Belastingdienst',
  path: trialPath,
  address: `https://openbrief.example${trialPath}`,
  promisedOn: '2026-05-17',
  question: shownText('Sturen meer mensen hun formulier terug?', language),
  disclosedOn: '2026-05-20',
  daysLate: 3,
  version: 2,
  stopped: { on: '2026-04-30', reason: shownText('De drukker stopte ermee.', language) },
  result: tellResult(factorialFigures(language)),
  letters: 16_000,
  corrections: [{ on: '2026-05-28', version: 2, text: shownText('Het jaartal was fout.', language) }],
  talk: { received: 14, answered: 13 },
});

/** The trial as it is shared. */
export function share(language: Language, translator: Translator): ShareView {
  const { title: shown, question, stopped, result } = reported(language);
  return {
    kind: 'example',
    external: false,
    title: shown,
    question,
    organisation: { name: 'Belastingdienst', email: 'gedrag@agency.example', url: 'https://agency.example' },
    path: trialPath,
    address: `https://openbrief.example${trialPath}`,
    qr: '',
    targetGroup: shownText('Wie zijn formulier nog niet had teruggestuurd.', language),
    windowDays: 28,
    arms: 8,
    drawn: true,
    promisedOn: '2026-05-17',
    disclosedOn: '2026-05-20',
    correctedOn: '2026-05-28',
    version: 2,
    ...(stopped !== undefined && { stopped }),
    caveats: [shownText('De reacties zijn gesimuleerd.', language)],
    ...(result !== undefined && { result, told: toldSentences(result, language, translator) }),
    bars: barsOf(result),
    elements: factorialLetters(language).elements,
    dense: true,
    titleSize: titleSizeOf(shown.text),
  };
}

function annualReport(language: Language, engine: ViewEngine, context: PageContext): string {
  const trial = reported(language);
  const belgian: ReportedResult = {
    ...trial,
    kind: 'replay',
    external: true,
    title: shownText(belgianTitle, language),
    result: tellResult(belgianFigures(language)),
    corrections: [],
  };
  return engine.render(
    annualReportPage,
    {
      year: 2026,
      path: '/jaarverslag/2026',
      asOf: '2026-11-26',
      complete: false,
      figures: {
        registered: 6,
        closed: 3,
        stopped: 1,
        disclosed: 2,
        nullResults: 1,
        letters: 16_000,
        lettersUnknown: 1,
        late: 2,
        corrections: 1,
        answered: 9,
      },
      results: [trial],
      stops: [{ ...trial, on: '2026-04-30', reason: shownText('De drukker stopte ermee.', language) }],
      waiting: [{ ...trial, registeredOn: '2026-03-01', state: 'collecting', daysLate: 12 }],
      corrected: [trial],
      marked: [belgian],
      years: [{ year: 2026, path: '/jaarverslag/2026', current: true }],
      organisations: [
        { path: '/jaarverslag/2026', current: true },
        { name: 'Belastingdienst', path: '/jaarverslag/2026/belastingdienst', current: false },
      ],
    },
    context,
  );
}

function recognise(path: SampleOutreachPath, language: Language): RecogniseView {
  const { letters, elements } = factorialLetters(language);
  const letter = letters.at(-1);
  const element = elements[1];
  if (letter === undefined || element === undefined) throw new RangeError('There are eight letters');
  const { title: shown, organisation, path: trial } = reported(language);
  const source = { kind: 'example', external: false, title: shown, organisation, path: trial } as const;
  const said = shownText('Wie iets krijgt, wil vaak iets terugdoen.', language);
  const answered = { total: 3, answers: '0123abcd.1', isAgain: false } as const;
  if (path === '/herken-de-techniek/einde') {
    const row = { passage: element.text, technique: element.technique, right: true, source };
    return {
      ...answered,
      end: {
        right: 1,
        answered: 2,
        rows: [row, { ...row, right: false }],
        others: [{ technique: element.technique, found: 64, answers: 1_240 }],
        fewest: 30,
      },
    };
  }
  const isAnswered = path === '/herken-de-techniek/uitleg';
  return {
    ...answered,
    place: 2,
    question: {
      key: '0123abcd',
      kind: 'passage',
      technique: element.technique,
      source,
      letter,
      choices: elements.map(({ text, mark }) => ({
        value: String(mark),
        label: shownText(text, language),
        mark,
        chosen: isAnswered && mark === 1,
        right: mark === 2,
      })),
    },
    ...(isAnswered && {
      explanation: { right: false, element, definition: said, fairUse: said, misleadingUse: said },
      next: '/herken-de-techniek/vraag?a=0123abcd.1',
      isLast: true,
    }),
  };
}

export function sampleOutreachPage(
  path: SampleOutreachPath,
  language: Language,
  engine: ViewEngine,
  translator: Translator,
  context: PageContext,
): string {
  switch (path) {
    case '/jaarverslag/2026':
      return annualReport(language, engine, context);
    case '/trials/belastingdienst/formulier/press':
      return engine.render(pressPage, share(language, translator), context);
    case '/toegankelijkheid':
      return engine.render(
        accessibilityPage,
        { testedOn: '2026-11-26', axe: '4.13.0', pages: 40, widths: '320, 768, 1280' },
        context,
      );
    case '/herken-de-techniek':
      return engine.render(recognisePage, { total: 3, answers: '', isAgain: false }, context);
    case '/herken-de-techniek/vraag':
    case '/herken-de-techniek/uitleg':
    case '/herken-de-techniek/einde':
      return engine.render(recognisePage, recognise(path, language), context);
  }
}
