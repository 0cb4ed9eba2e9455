import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTranslator } from '../platform/i18n/translate.js';
import { checkDraft, type DraftIssue } from './check-draft.js';
import type { DraftContent } from './draft-content.js';
import { draftSteps, fieldsOfStep, type DraftStep } from './draft-fields.js';
import { issueText } from './issue-text.js';
import { applyForm } from './read-form.js';

const setting = {
  organisation: {
    slug: 'dienst',
    name: 'Dienst',
    contact: { name: 'Dienst', email: 'x@dienst.example', url: 'https://dienst.example/' },
  },
  authors: ['D. Ontwerper'],
  approval: { by: 'R. Beoordelaar', on: '2026-02-10' },
};

const odd = [
  '',
  'x',
  '-1',
  '0',
  '1e9',
  '999999999999',
  '3,7',
  'a b!',
  '31-02-2026',
  '2026-02-31',
  '2026-03-02',
  '{{slot}}',
  '{{#if',
  'x'.repeat(20_000),
  '<b>',
  '12:00',
  '1, 1, 1',
  'Ünïcode',
];

/** A draft with one item in each list, so that each field of an item can be reached. */
const lists: DraftContent = {
  arms: [
    { id: 'oud', name: 'Oud' },
    { id: 'nieuw', name: 'Nieuw' },
  ],
  elements: [
    {
      id: 'een',
      name: 'Een',
      technique: 'deadline',
      slot: 'midden',
      text: 'Nu.',
      claims: [{ kind: 'statistical' }, { kind: 'authority' }, { kind: 'reciprocity' }, { kind: 'factual' }],
    },
  ],
  factors: [{ id: 'f', name: 'F', element: 'een' }],
  covariates: [{ column: 'leeftijd', kind: 'number' }],
  reminders: [{ afterDays: 14, letter: { elements: [{ arm: 'nieuw', elements: ['een'] }] } }],
  ethics: [{ question: 'Mag het?', answer: 'Ja.' }],
};

const places = (pattern: string): string[] => {
  const claim = pattern.startsWith('elements.*.claims.*.');
  return (claim ? [0, 1, 2, 3] : [0]).map((place) =>
    pattern.replace(claim ? '.claims.*.' : '\u0000', `.claims.${place}.`).replaceAll('*', '0'),
  );
};

function found(): Map<string, { issue: DraftIssue; from: string }> {
  const all = new Map<string, { issue: DraftIssue; from: string }>();
  for (const step of draftSteps satisfies readonly DraftStep[])
    for (const { pattern } of fieldsOfStep(step))
      for (const name of places(pattern))
        for (const value of odd) {
          const content = applyForm(lists, step, { [name]: value });
          for (const issue of checkDraft(content, setting, () => 'other').issues)
            all.set(`${issue.code} ${issue.path}`, { issue, from: `${name}=${value.slice(0, 20)}` });
        }
  return all;
}

const translator = createTranslator(join(import.meta.dirname, '../../templates/locales'));

/** Words of a schema, keys, decimals with a point. */
const ofMachines = /verwacht:|number|string|expected|undefined|NaN|sleutel|\{\{|\d\.\d{1,2}\D|\w\.\w+\[|\[\d/;

test('whatever is typed in a field, what is said of it is plain language and names no key', () => {
  const all = [...found().values()];
  expect(all.length).toBeGreaterThan(60);
  const notPlain = all.flatMap(({ issue, from }) => {
    const text = issueText(issue, translator, 'nl');
    const isPlain = /^nog invullen$|[.!?]$/.test(text) && !ofMachines.test(text);
    return isPlain ? [] : [`${from}: ${text}`];
  });
  expect(notPlain).toEqual([]);
});

const said = (step: DraftStep, name: string, value: string): string[] =>
  checkDraft(applyForm(lists, step, { [name]: value }), setting, () => 'other')
    .issues.filter(({ path }) => path.startsWith(name))
    .map((issue) => issueText(issue, translator, 'nl'));

test.each([
  ['size', 'power.power', '20', 'Dit is te weinig. Minstens 50%.'],
  ['outcome', 'costs.callsPerNonResponder', '150', 'Dit is te veel. Hoogstens 100%.'],
  ['outcome', 'outcome.windowDays', '3,7', 'Vul hier een heel getal in, bijvoorbeeld 28.'],
  ['arms', 'covariates.0.step', '0', 'Dit moet meer zijn dan 0.'],
  ['planning', 'looks.at', 'morgen', 'Schrijf een dag als 2026-04-15, of een percentage als 50%.'],
  [
    'letter',
    'letter.yourReference',
    'a b!',
    'Gebruik alleen letters, cijfers, koppeltekens en lage streepjes, zonder spaties.',
  ],
  ['question', 'question', 'x'.repeat(10_001), 'Deze tekst is te lang. Hoogstens 10.000 tekens.'],
] as const)('%s: %s says what it takes', (step, name, value, text) => {
  expect(said(step, name, value)).toEqual([text]);
});

test('days, looks and covariates are checked while there are no arms yet', () => {
  const content: DraftContent = {
    planning: { mailing: '2026-03-02', close: '2026-06-01', disclosure: '2026-07-01' },
    outcome: { description: 'x', windowDays: 28 },
    reminders: [{ afterDays: 40 }],
    looks: { boundary: 'pocock', afterDays: [20, 10] },
    covariates: [{ column: 'postcode', kind: 'category' }],
  };
  const codes = checkDraft(content, setting, () => 'other').issues.map(({ code }) => code);
  expect(codes).toContain('trials:arms-or-factors-missing');
  expect(codes).toContain('trials:reminder-after-window');
  expect(codes).toContain('trials:looks-days-not-rising');
  expect(codes).toContain('trials:covariate-is-personal');
});
