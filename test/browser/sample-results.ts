import type { ResultFigures } from '../../src/disclosure/views/build-result-view.js';
import type { Verdict } from '../../src/disclosure/views/result-view.js';
import { shownText } from '../../src/platform/i18n/shown-text.js';
import type { Language } from '../../src/platform/i18n/language.js';
import { factorialArms, factors } from './sample-letters.js';
import { difference, rate } from './sample-statistics.js';

const count = (n: number) => ({ kind: 'value', count: n }) as const;
const told = (adjustedP: number, less = false): { adjustedP: number; verdict: Verdict } => ({
  adjustedP,
  verdict: adjustedP >= 0.05 ? 'no-difference' : less ? 'less' : 'more',
});
const common = {
  confidenceLevel: 0.95,
  interval: 'newcombe',
  multiplicity: 'holm',
  smallestWorthwhileUplift: 0.014,
} as const;

/** Belgian FPS Finance, reminder of 2015: debts and the share paid off, as published in its annual report. */
const belgium = [
  ['Oude brief', 27_567, 43.72],
  ['Vereenvoudigd', 27_500, 50.78],
  ['Vereenvoudigd, sociale norm', 27_464, 50.96],
  ['Vereenvoudigd, publieke goederen (negatief)', 25_048, 50.42],
  ['Vereenvoudigd, publieke goederen (positief)', 24_648, 49.86],
  ['Vereenvoudigd, sociale norm en publieke goederen (negatief)', 27_282, 50.12],
  ['Vereenvoudigd, boete', 27_073, 52.88],
  ['Vereenvoudigd, actieve keuze', 27_514, 51.09],
  ['Vereenvoudigd, actieve keuze en boete', 27_384, 52.01],
] as const;

export function belgianFigures(language: Language): ResultFigures {
  const [, reference] = belgium;
  const paid = (debts: number, percent: number): number => Math.round((debts * percent) / 100);
  return {
    ...common,
    outcome: shownText('De schuld is betaald binnen 60 dagen na de herinnering.', language),
    arms: belgium.map(([name, debts, percent], place) => ({
      name: shownText(name, language),
      recipients: count(debts),
      responses: count(paid(debts, percent)),
      rate: rate(paid(debts, percent), debts),
      ...(place !== 1 && {
        uplift: difference(
          [paid(debts, percent), debts],
          [paid(reference[1], reference[2]), reference[1]],
          2.73,
        ),
        ...told([0, 1, 1, 1, 0.12, 0.61, 0.0000004, 1, 0.02][place] ?? 1, place === 0),
      }),
    })),
    mainEffects: [],
    interactions: [],
    warnings: [{ code: 'strata-without-comparison', about: '' }],
    ratio: {
      units: 'recipient',
      allocated: { verdict: 'mismatch', pValue: 0.0000004 },
      mail: false,
      arms: belgium.map(([name, debts]) => ({
        name: shownText(name, language),
        expected: 26_831.1,
        allocated: debts,
      })),
    },
  };
}

const responses = [981, 1_004, 1_071, 1_090, 985, 1_012, 1_068, 1_083] as const;

/** Eight arms of 2,000; the last can be left without a single recipient, to see how a page tells that. */
export function factorialFigures(language: Language, lastArmEmpty = false): ResultFigures {
  const sizes = factorialArms.map((_, place) => (lastArmEmpty && place === 7 ? 0 : 2_000));
  const came = sizes.map((size, place) => (size === 0 ? 0 : (responses[place] ?? 0)));
  const at = (place: number): readonly [number, number] => [came[place] ?? 0, sizes[place] ?? 0];
  const half = (bit: number, on: boolean): readonly [number, number] =>
    factorialArms
      .map((_, place) => place)
      .filter((place) => ((place >> bit) & 1) === (on ? 1 : 0))
      .reduce<readonly [number, number]>(([a, n], place) => [a + at(place)[0], n + at(place)[1]], [0, 0]);
  const names = factors.map(({ name }) => shownText(name, language));
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  return {
    ...common,
    outcome: shownText(
      { nl: 'Het formulier is binnen 28 dagen terug.', en: 'The form is back within 28 days.' },
      language,
    ),
    arms: factorialArms.map((arm, place) => ({
      name: shownText(arm.name, language),
      recipients: count(at(place)[1]),
      responses: count(at(place)[0]),
      rate: rate(...at(place)),
      ...(place > 0 && {
        uplift: difference(at(place), at(0), 2.69),
        ...(at(place)[1] > 0
          ? told([1, 0.9, 0.018, 0.004, 1, 0.84, 0.021, 0.006][place] ?? 1)
          : { verdict: 'undefined' as const }),
      }),
    })),
    mainEffects: names.map((name, bit) => ({
      names: [name],
      effect: difference(half(bit, true), half(bit, false), 2.39),
      ...told([0.17, 0.00002, 0.94][bit] ?? 1),
    })),
    interactions: pairs.map(([a, b], place) => ({
      names: [names[a] ?? { text: '' }, names[b] ?? { text: '' }],
      effect: { kind: 'value', estimate: 0.004 - place * 0.003, lower: -0.03, upper: 0.034 - place * 0.004 },
      ...told(1),
    })),
    warnings: [
      { code: 'factorial-not-stratified', about: '' },
      { code: 'interaction-present', about: names.map(({ text }) => text).join(', ') },
    ],
    time: {
      days: [0, 3, 7, 10, 14, 21, 28],
      arms: factorialArms.map((arm, place) => ({
        name: shownText(arm.name, language),
        shares: [0, 0.06, 0.19, 0.28, 0.36, 0.44, (responses[place] ?? 0) / 2_000].map((share, day) => {
          const estimate = share + (day > 0 && day < 6 ? place * 0.004 : 0);
          return {
            kind: 'value',
            estimate,
            ...(day > 0 && { interval: { lower: estimate - 0.02, upper: estimate + 0.02 } }),
          };
        }),
        ...(place > 1 && { median: 24 - place }),
      })),
      test: { differs: false, chiSquare: 11.42, degreesOfFreedom: 7, pValue: 0.121 },
      ignoresClusters: true,
    },
    costs: {
      letter: 0.96,
      reminder: 0.96,
      phoneCall: 7.5,
      callsPerNonResponder: 0.12,
      isCounted: false,
      hasCalls: true,
      groups: (['thousand', 'everybody'] as const).map((kind, group) => ({
        kind,
        letters: group === 0 ? 1_000 : 16_000,
        arms: factorialArms.slice(1).map((arm, place) => ({
          name: shownText(arm.name, language),
          reminders: money((6.5 + place * 4.7) * (group === 0 ? 1 : 16), 16),
          calls: money(0.8 + place * 0.6, 2),
          saving:
            sizes[place + 1] === 0
              ? ({ kind: 'undefined', reason: 'empty-arm' } as const)
              : money((12.4 + place * 9.1) * (group === 0 ? 1 : 16), 30 * (group === 0 ? 1 : 16)),
        })),
      })),
    },
    ratio: {
      units: 'recipient',
      allocated: { verdict: 'fits', pValue: 0.62 },
      mailed: { verdict: 'fits', pValue: 0.58 },
      mail: true,
      arms: factorialArms.map((arm, place) => ({
        name: shownText(arm.name, language),
        expected: 2_000,
        allocated: sizes[place] ?? 0,
        expectedMail: 1_998.5,
        mailed: sizes[place] ?? 0,
      })),
    },
    balance: {
      largest: 0.04,
      alike: true,
      arms: factorialArms.slice(1).map((arm) => shownText(arm.name, language)),
      variables: ['regio', 'leeftijd'].map((name, variable) => ({
        name: shownText(name, language),
        values: 3 - variable,
        differences: factorialArms.slice(1).map((_, place) => ({ kind: 'value', number: place / 175 })),
      })),
      ...(lastArmEmpty && {
        counts: {
          arms: factorialArms.map((arm) => shownText(arm.name, language)),
          variables: ['regio', 'leeftijd'].map((name) => ({
            name: shownText(name, language),
            span: 9,
            rows: ['a', 'b'].map((level) => ({
              value: shownText(level, language),
              cells: sizes.map((size, place) => ({
                n: size / 2,
                share:
                  size === 0
                    ? ({ kind: 'undefined', reason: 'empty-arm' } as const)
                    : ({ kind: 'value', number: 0.5 } as const),
                ...(place > 0 && { difference: { kind: 'value', number: 0 } as const }),
              })),
            })),
          })),
        },
      }),
    },
    adjusted: {
      columns: language === 'nl' ? 'leeftijd en eerder gereageerd' : 'age and earlier response',
      arms: factorialArms.slice(1).map((arm, place) => ({
        name: shownText(arm.name, language),
        uplift: difference(at(place + 1), at(0), 1.97),
        adjusted:
          place < 6
            ? difference(at(place + 1), at(0), 1.8)
            : ({ kind: 'undefined', reason: 'singular' } as const),
        ...(place < 6 && { p: 0.03 * (place + 1) }),
      })),
      ...(lastArmEmpty && {
        balance: {
          arms: factorialArms.map((arm) => shownText(arm.name, language)),
          rows: (['mean', 'share', 'share'] as const).map((kind, row) => ({
            name: shownText(row === 0 ? 'leeftijd' : 'eerder gereageerd', language),
            ...(row === 1 && { value: shownText('ja', language) }),
            kind,
            cells: sizes.map((size, place) => ({
              number:
                size === 0
                  ? ({ kind: 'undefined', reason: 'empty-arm' } as const)
                  : ({ kind: 'value', number: kind === 'mean' ? 47.31 : 0.21 } as const),
              missing: kind === 'mean' ? place : 0,
              difference: { kind: 'value', number: place / 100 } as const,
            })),
          })),
        },
      }),
    },
    complier: {
      ignoresClusters: true,
      arms: factorialArms.slice(1).map((arm, place) => ({
        name: shownText(arm.name, language),
        ...(place < 6 && { delivered: 0.983 }),
        effect:
          place < 6
            ? difference(at(place + 1), at(0), 1.97)
            : ({ kind: 'undefined', reason: 'withheld' } as const),
      })),
    },
  };
}

const money = (estimate: number, half: number) =>
  ({ kind: 'value', estimate, interval: { lower: estimate - half, upper: estimate + half } }) as const;

/** As the agency sees it: with an empty arm, how all was computed, and strata. */
export function agencyFigures(language: Language): ResultFigures {
  const figures = factorialFigures(language, true);
  const arms = figures.arms.slice(0, 2);
  return {
    ...figures,
    methods: {
      rate: 'wilson',
      uplift: 'mantel-haenszel-sato',
      tests: ['cochran-mantel-haenszel', 'fisher-exact'],
      multiplicity: 'holm',
      factors: { uplift: 'factorial-hc2', tests: ['factorial-hc2'] },
    },
    strata: ['Noord, jonger dan 40', 'Noord, 40 of ouder', 'Zuid, jonger dan 40'].map((label, stratum) => ({
      label,
      arms: arms.map(({ name }, place) => ({
        name,
        n: 700,
        x: 330 + 20 * place - 30 * stratum,
        rate: (330 + 20 * place - 30 * stratum) / 700,
        ...(place > 0 && { uplift: difference([350 - 30 * stratum, 700], [330 - 30 * stratum, 700], 1.96) }),
      })),
    })),
  };
}
