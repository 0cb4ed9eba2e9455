import { expect, test } from 'vitest';
import { checkLetters } from './letter-texts.js';
import { readProtocol } from './read-protocol.js';
import { resolveProtocol } from './resolve-protocol.js';
import { exampleProtocol, asYaml } from '../../../test/support/sample-trial.js';

/** The Belgian replay with another technique: its words were never published, so nothing else is checked. */
const withTechnique = (technique: string, testsRetracted: readonly string[]): string[] => {
  const written = { ...exampleProtocol('belgium-2015'), testsRetracted };
  const { file } = readProtocol(asYaml(written));
  const resolved = resolveProtocol(file, () => undefined);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  const [first, ...others] = resolved.protocol.elements;
  if (first === undefined) throw new Error('the example has no elements');
  const protocol = { ...resolved.protocol, elements: [{ ...first, technique }, ...others] };
  return checkLetters(protocol, (id) => (id === 'signature-at-the-top' ? 'retracted' : 'other')).map(
    ({ issue }) => `${issue.path} ${issue.code}`,
  );
};

test.each([
  ['refused', 'signature-at-the-top', [], ['elements[0].technique trials:technique-retracted']],
  [
    'refused by another’s name',
    'signature-at-the-top',
    ['salience'],
    ['elements[0].technique trials:technique-retracted'],
  ],
  ['let in by a trial that tests this very thing', 'signature-at-the-top', ['signature-at-the-top'], []],
  ['not asked of another technique', 'salience', [], []],
])('a retracted technique is %s', (_, technique, named, expected) => {
  expect(withTechnique(technique, named)).toEqual(expected);
});
