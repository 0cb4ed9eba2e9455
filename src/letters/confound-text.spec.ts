import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { createTranslator } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import { readProtocol } from '../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { confoundWarnings } from './confound-text.js';

const translator = createTranslator(join(projectRoot, 'templates/locales'));
const folder = join(projectRoot, 'examples/belastingdienst');
/** With recipients enough for whatever design. */
const written = readFileSync(join(folder, 'protocol.yaml'), 'utf8').replace(
  /recipients: \d+/,
  'recipients: 20000',
);

/** The example with another design: what is between its factors and its reference arm. */
function withArms(arms: string, change: (text: string) => string = (text) => text): Protocol {
  const yaml = written.replace(
    /\nfactors:[\s\S]*?\nreference: none\n/,
    `\narms:\n${arms}reference: gewoon\n`,
  );
  const resolved = resolveProtocol(readProtocol(change(yaml)).file, (name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  return resolved.protocol;
}

const bundle = withArms(
  '  - { id: gewoon, name: Gewone brief }\n  - { id: alles, name: Nieuwe brief, elements: [verzoek-staatssecretaris, meerderheid, telefoonnummer-en-envelop] }\n',
);

test('three techniques in one letter are told in both languages, with the arms that would tell them apart', () => {
  const found = confoundWarnings(bundle, translator).find(({ kind }) => kind === 'bundle');
  expect(found?.text.nl).toContain(
    'De brief van ‘Nieuwe brief’ heeft drie technieken in één brief (Verzoek van de staatssecretaris, De meerderheid reageerde en Speciaal nummer en portvrije envelop), en geen andere groep houdt ze uit elkaar: u leert niet welke werkte.',
  );
  expect(found?.text.nl).toContain('Maak deze 8 groepen: geen; Verzoek van de staatssecretaris;');
  expect(found?.text.en).toContain('you will not learn which of them worked');
});

test('fewer recipients get a design that they can carry', () => {
  const few = { ...bundle, power: { ...bundle.power, recipients: 600 } };
  const found = confoundWarnings(few, translator).find(({ kind }) => kind === 'bundle');
  expect(found?.text.nl).toMatch(
    /Het aantal ontvangers is ook voor één techniek te klein: daar zijn er 3\.\d{3} voor nodig\./,
  );
});

test('the full factorial of the example is warned of for length and level alone', () => {
  const resolved = resolveProtocol(readProtocol(written).file, (name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  if (!resolved.ok) throw new Error('the example is wrong');
  const warnings = confoundWarnings(resolved.protocol, translator);
  expect(warnings.map(({ kind }) => kind)).toEqual(['length', 'level']);
  expect(warnings[0]?.text.nl).toMatch(/‘Brief zonder technieken’ heeft \d+ woorden/);
});

test('no text is left as a key', () => {
  for (const { text } of confoundWarnings(bundle, translator))
    expect(`${text.nl} ${text.en}`).not.toMatch(/confounds\.|\{\{|undefined|NaN/);
});
