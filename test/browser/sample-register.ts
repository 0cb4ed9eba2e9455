import { join } from 'node:path';
import { catalogueView } from '../../src/disclosure/views/catalogue-view.js';
import type { RegisterRow, RegisterView } from '../../src/disclosure/views/register-view.js';
import { buildTechniqueView, type TechniqueFigures } from '../../src/disclosure/views/technique-view.js';
import { summaryOf, type TechniquesView } from '../../src/disclosure/views/techniques-view.js';
import { projectRoot } from '../../src/platform/process/project-root.js';
import { readCatalogue } from '../../src/techniques/catalogue.js';
import type { Language } from '../../src/platform/i18n/language.js';
import { shownText, type AuthoredText, type ShownText } from '../../src/platform/i18n/shown-text.js';
import type { Translator } from '../../src/platform/i18n/translate.js';

type Shown = (text: AuthoredText) => ShownText;

export const title: AuthoredText = {
  nl: 'Welke zin krijgt het formulier op tijd terug?',
  en: 'Which sentence gets the form back in time?',
};
export const belgianTitle: AuthoredText = 'Herinnering voor de inkomstenbelasting, België 2015';

/** What the sample trials say of each technique. */
export async function sampleTechniques(language: Language, translator: Translator): Promise<TechniquesView> {
  const views = await Promise.all(
    techniqueFigures((text) => shownText(text, language)).map((figures) =>
      buildTechniqueView(figures, language, translator),
    ),
  );
  return {
    known: true,
    pooled: views.filter(({ trials }) => trials.length > 1),
    single: views.filter(({ trials }) => trials.length === 1),
    catalogue: catalogueView(readCatalogue(join(projectRoot, 'templates', 'techniques')), language),
  };
}

/** The second page of a register, narrowed down. */
export function sampleRegister(language: Language, { pooled, single }: TechniquesView): RegisterView {
  const choice = (value: string, label: string, chosen = false) => ({ value, label, chosen });
  return {
    trials: registerRows((text) => shownText(text, language)),
    found: 45,
    filtered: true,
    filter: {
      words: 'formulier',
      organisations: [choice('belastingdienst', 'Belastingdienst'), choice('rdw', 'RDW', true)],
      techniques: [choice('authority', 'Autoriteit'), choice('reciprocity', 'Wederkerigheid')],
      statuses: [choice('running', 'Loopt nog'), choice('late', 'Te laat met het resultaat')],
      years: [choice('2026', '2026'), choice('2025', '2025')],
    },
    paging: { page: 2, last: 3, previous: '/?q=formulier', next: '/?q=formulier&page=3' },
    faults: { received: 12, open: 2, medianDays: 3, longestOpenDays: 5 },
    counts: { own: true, trials: 3, disclosed: 1, nullResults: 1, stopped: 1, late: 1 },
    marked: 2,
    evidence: [...pooled, ...single].map(summaryOf),
  };
}

function techniqueFigures(shown: Shown): TechniqueFigures[] {
  const trial = (name: AuthoredText, path: string, estimate: number, error: number) => ({
    title: shown(name),
    path: `/trials/${path}`,
    effect: { estimate, variance: error ** 2 },
  });
  const formulier = (estimate: number, error: number) =>
    trial(title, 'belastingdienst/formulier', estimate, error);
  return [
    {
      id: 'social-proof',
      name: shown({ nl: 'Sociale norm', en: 'Social proof' }),
      trials: [
        formulier(-0.0074, 0.008),
        trial(belgianTitle, 'fod-financien/herinnering-2015', 0.0018, 0.0043),
        trial('Aanmaning voor de gemeentelijke belastingen', 'gemeente/aanmaning', 0.021, 0.0112),
      ],
    },
    {
      id: 'authority',
      name: shown({ nl: 'Autoriteit', en: 'Authority' }),
      trials: [formulier(0.031, 0.008), trial(belgianTitle, 'fod-financien/herinnering-2015', 0.031, 0.004)],
    },
    {
      id: 'reciprocity',
      name: shown({ nl: 'Wederkerigheid', en: 'Reciprocity' }),
      trials: [formulier(0.0403, 0.0079)],
    },
  ];
}

function registerRows(shown: Shown): RegisterRow[] {
  const techniques = [
    shown({ nl: 'Autoriteit', en: 'Authority' }),
    shown({ nl: 'Wederkerigheid', en: 'Reciprocity' }),
    shown({ nl: 'Sociale norm', en: 'Social proof' }),
  ];
  const row = {
    kind: 'trial',
    external: false,
    techniques: techniques.slice(2),
    arms: 2,
    recipients: 9_812,
  } as const;
  return [
    {
      ...row,
      path: '/trials/belastingdienst/formulier',
      title: shown(title),
      organisation: 'Belastingdienst',
      kind: 'example',
      state: 'disclosed',
      outcome: 'difference',
      techniques,
      arms: 8,
      recipients: 16_000,
      registeredOn: '2026-01-21',
      promisedOn: '2026-06-01',
      disclosedOn: '2026-05-20',
    },
    {
      ...row,
      path: '/trials/fod-financien/herinnering-2015',
      title: shown(belgianTitle),
      organisation: 'FOD Financiën (België)',
      kind: 'replay',
      external: true,
      state: 'disclosed',
      outcome: 'difference',
      arms: 9,
      recipients: 241_480,
      registeredOn: '2026-01-10',
      promisedOn: '2026-02-01',
      disclosedOn: '2026-01-31',
    },
    {
      ...row,
      path: '/trials/belastingdienst/nieuw',
      title: shown('Aanmaning toeslagen: helpt een voorbeeldbrief?'),
      organisation: 'Dienst Toeslagen',
      state: 'collecting',
      outcome: 'pending',
      registeredOn: '2026-03-04',
      promisedOn: '2026-10-01',
      daysLate: 12,
    },
    {
      ...row,
      path: '/trials/x',
      title: shown('Rijbewijs op tijd verlengen'),
      organisation: 'RDW',
      state: 'disclosed',
      outcome: 'no-difference',
      registeredOn: '2025-11-04',
      promisedOn: '2026-04-01',
      disclosedOn: '2026-03-30',
    },
    {
      ...row,
      path: '/trials/y',
      title: shown('Adreswijziging doorgeven'),
      organisation: 'SVB',
      state: 'closed',
      outcome: 'stopped',
      techniques: [],
      registeredOn: '2025-10-04',
      promisedOn: '2026-12-01',
    },
  ];
}
