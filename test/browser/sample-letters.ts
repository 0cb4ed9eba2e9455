import type { ElementView, LettersView, LetterView } from '../../src/disclosure/views/letter-view.js';
import { expandFactors } from '../../src/trials/protocol/expand-factors.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';

export const factors = [
  { id: 'autoriteit', name: { nl: 'Autoriteit', en: 'Authority' }, element: 'autoriteit' },
  { id: 'wederkerigheid', name: { nl: 'Wederkerigheid', en: 'Reciprocity' }, element: 'wederkerigheid' },
  { id: 'sociale-norm', name: { nl: 'Sociale norm', en: 'Social proof' }, element: 'sociale-norm' },
];

export const factorialArms = expandFactors(factors);

const texts: Readonly<Record<string, string>> = {
  autoriteit: 'Op speciaal verzoek van de staatssecretaris vragen wij u het formulier in te vullen.',
  wederkerigheid:
    'Wij hebben een speciaal telefoonnummer voor u geopend: 0800 0123. U krijgt van ons een portvrije retourenvelop.',
  'sociale-norm': 'De meerderheid van de mensen die deze brief ontving, stuurde het formulier op tijd terug.',
};

/** The eight letters of a 2×2×2 trial, with one arm's element text in each of its places. */
export function factorialLetters(language: Language): LettersView {
  const elements: ElementView[] = factors.map(({ name, element }, place) => ({
    mark: place + 1,
    name: shownText(name, language),
    technique: shownText(name, language),
    why: shownText(
      {
        nl: 'Mensen doen vaak wat anderen in hun plaats ook doen.',
        en: 'People often do what others in their place do.',
      },
      language,
    ),
    text: texts[element] ?? '',
    evidence: {
      status: (['weak', 'retracted', 'mixed'] as const)[place] ?? 'untested',
      summary: shownText('Wisselend: soms een klein effect, soms geen.', language),
      sources: [
        {
          citation:
            'Hallsworth, List, Metcalfe, Vlaev (2017), The behavioralist as tax collector, J. Public Econ. 148:14–31',
          url: 'https://doi.org/10.1016/j.jpubeco.2017.02.003',
        },
      ],
    },
    claims: [
      {
        wording: 'De meerderheid van de mensen',
        substantiation: shownText('6.214 van 9.870 ontvangers in 2025 (63%).', language),
      },
    ],
  }));
  const letters: LetterView[] = factorialArms.map((arm, place) => {
    const on = elements.filter((_, index) => arm.elements.includes(factors[index]?.element ?? ''));
    return {
      arm: shownText(arm.name, language),
      reference: place === 0,
      letter: true,
      subject: 'Betreft: stuur uw formulier terug vóór 1 april',
      paragraphs: [
        { runs: [{ text: 'Geachte mevrouw De Vries,' }] },
        {
          runs: [
            { text: 'U heeft van ons een formulier gekregen. Wij hebben het nog niet terug. ' },
            ...on.map(({ text, mark }) => ({ text: `${text} `, mark })),
          ],
        },
        {
          runs: [
            {
              text: 'Stuur het ingevulde formulier vóór 1 april 2026 naar:\nAntwoordnummer 123\n1234 AB  UTRECHT',
            },
          ],
        },
        { runs: [{ text: 'Heeft u vragen?', bold: true }], heading: true },
        { runs: [{ text: 'Bel ons op werkdagen.' }], item: { first: true, last: false } },
        { runs: [{ text: 'Of schrijf ons.' }], item: { first: false, last: true } },
      ],
      frame: {
        organisation: 'Belastingdienst',
        dated: '9 maart 2026',
        reference: 'Z00000000',
        yourReference: '[dossier]',
        code: 'XXXX-XXXX-XXXX-XXXX',
        contact: 'Team Gedragsverandering',
        enclosures: ['Formulier', 'Antwoordenvelop'],
        severalEnclosures: true,
        signature: 'Team Gedragsverandering\nBelastingdienst',
        ...(place === 0
          ? { postponed: shownText('Wie het weet, doet anders.', language) }
          : { disclosureLine: 'Wij sturen verschillende versies van deze brief.' }),
        address: 'brieven.voorbeeld.example/uw-brief',
      },
      elements: on.map(({ mark, name }) => ({ mark, name })),
    };
  });
  const reminders = [
    { number: 1, afterDays: 14, arms: [0, 1], letters: letters.slice(0, 2) },
    { number: 2, afterDays: 21, arms: [0, 1], letters: [] },
  ];
  return { letters, elements, reminders };
}
