import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { letterInput } from '../../mailings/letter-input.js';
import { proofRecipient } from '../../mailings/proof-recipients.js';
import { trialLetters } from '../../mailings/trial-letters.js';
import { createTranslator } from '../../platform/i18n/translate.js';
import { projectRoot } from '../../platform/process/project-root.js';
import { createAssetStore } from '../../platform/web/asset-store.js';
import { createViewEngine } from '../../platform/web/view-engine.js';
import { lettersDocument } from '../../rendering/letter-page.js';
import type { Protocol } from '../../trials/protocol/protocol.js';
import { readProtocol } from '../../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../../trials/protocol/resolve-protocol.js';
import { yourLetterPage } from '../your-letter/your-letter-view.js';
import { buildLettersView } from './build-letters-view.js';

const SERVICE = 'https://brieven.voorbeeld.example';
const templates = join(projectRoot, 'templates');
const translator = createTranslator(join(templates, 'locales'));
const engine = createViewEngine({
  folder: templates,
  translator,
  assets: createAssetStore(join(templates, 'assets')),
});

/** The example, with all that a letter can have around its text. */
function protocolWith(letter: Partial<Protocol['letter']>): Protocol {
  const folder = join(projectRoot, 'examples/belastingdienst');
  const resolved = resolveProtocol(
    readProtocol(readFileSync(join(folder, 'protocol.yaml'), 'utf8')).file,
    (name) => readFileSync(join(folder, name), 'utf8'),
  );
  if (!resolved.ok) throw new Error('the example is wrong');
  const { protocol } = resolved;
  return { ...protocol, letter: { ...protocol.letter, ...letter } };
}

/** The words of HTML, one space between them. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(style|title|sup)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<\/?(mark|strong|span)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x?[\da-f]+;|&\w+;/gi, '·')
    .replace(/\s+/g, ' ')
    .trim();

function onPage(protocol: Protocol): string {
  const letters = buildLettersView(protocol, () => undefined, 'nl', translator, { publicUrl: SERVICE });
  const html = engine.render(
    yourLetterPage,
    {
      code: '',
      title: { text: '' },
      question: { text: '' },
      organisation: '',
      kind: 'trial',
      contact: { name: '', email: '', url: '' },
      trialPath: '/t',
      arm: { text: '' },
      arms: 8,
      disclosed: false,
      promisedOn: '2026-05-18',
      external: true,
      key: '',
      objectPath: '',
      objected: false,
      canObject: false,
      letters: { letters: letters.letters.slice(1, 2), elements: [] },
    },
    { language: 'nl', path: '/uw-brief/x' },
  );
  return /<article[\s\S]*<\/article>/.exec(html)?.[0] ?? '';
}

function onPaper(protocol: Protocol): string {
  const { letterhead, arms } = trialLetters(protocol, { ...protocol.organisation, letterhead: {} }, SERVICE);
  const arm = arms.get(1);
  if (arm === undefined) throw new Error('no letter');
  const recipient = proofRecipient('typical', 'X'.repeat(16), ['dossier'], []);
  return lettersDocument([letterInput(recipient, arm)], letterhead);
}

const around = {
  enclosures: ['Formulier', 'Antwoordenvelop'],
  yourReference: 'dossier',
};

test('a letter on a page has every word that is printed, in its order, but for the address', () => {
  const protocol = protocolWith(around);
  const paper = wordsOf(onPaper(protocol)).replace(/ Retouradres: .*?(?= Datum)/, '');
  // Where the QR code is drawn on paper, a page has its name.
  const page = wordsOf(onPage(protocol)).replace(' QR ', ' ');
  expect(page).toBe(paper);
  expect(page).toContain('Bijlagen Formulier Antwoordenvelop');
  expect(page).toContain('Met vriendelijke groet, Team Gedragsverandering (voorbeeld) Belastingdienst');
  expect(page).toContain('Wij sturen verschillende versies van deze brief');
  expect(page).toMatch(/XXXX-XXXX-XXXX-XXXX$/);
});

test('where the line about comparing is postponed, the reason stands in its place', () => {
  const page = wordsOf(
    onPage(protocolWith({ disclosure: { postponedBecause: 'Anders let iedereen er op.' } })),
  );
  expect(page).not.toContain('Wij sturen verschillende versies');
  expect(page).toMatch(/geeft daarvoor deze reden: Anders let iedereen er op\.$/);
});

test('of a letter that somebody else printed only the text is known', () => {
  const page = wordsOf(onPage(protocolWith({ sentBy: 'elsewhere' })));
  expect(page).toContain('Op speciaal verzoek');
  expect(page).not.toContain('Met vriendelijke groet');
});
