import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../platform/process/project-root.js';
import { readCatalogue } from './catalogue.js';
import { TechniquesService } from './techniques.service.js';

const service = new TechniquesService();
const names = z.object({ elements: z.array(z.object({ technique: z.string() })).default([]) });

function techniquesOf(example: string): string[] {
  const text = readFileSync(join(projectRoot, 'examples', example, 'protocol.yaml'), 'utf8');
  return names.parse(parse(text)).elements.map(({ technique }) => technique);
}

describe('the catalogue', () => {
  test('has the techniques that trials in this field use, each readable', () => {
    expect(service.all().map(({ id }) => id)).toEqual([
      'authority',
      'commitment',
      'deadline',
      'default',
      'implementation-intention',
      'loss-framing',
      'personalisation',
      'reciprocity',
      'salience',
      'signature-at-the-top',
      'simplification',
      'social-proof',
    ]);
  });

  test('tells what speaks for a technique and what against it, where it says more than that evidence is weak', () => {
    const oneSided = service
      .all()
      .filter(({ status }) => status === 'mixed' || status === 'supported')
      .filter(
        ({ evidence }) => !['for', 'against'].every((side) => evidence.some((e) => e.direction === side)),
      );
    expect(oneSided.map(({ id }) => id)).toEqual([]);
  });

  test.each([
    ['signature-at-the-top', 'retracted'],
    ['social-proof', 'other'],
    ['hypnosis', undefined],
  ])('knows the status of %s', (id, status) => {
    expect(service.statusOf(id)).toBe(status);
  });

  test.each(readdirSync(join(projectRoot, 'examples')))(
    'has every technique of the example %s',
    (example) => {
      const unknown = techniquesOf(example).filter((id) => service.find(id) === undefined);
      expect(unknown).toEqual([]);
    },
  );

  const whole = readFileSync(join(projectRoot, 'templates/techniques/social-proof.yaml'), 'utf8');

  test.each([
    ['an unknown key', 'social-proof.yaml', `${whole}\nopinion: good\n`, 'opinion'],
    ['another name than its id', 'norm.yaml', whole, 'not the name of the file'],
    [
      'a status that evidence contradicts',
      'social-proof.yaml',
      whole.replace('status: mixed', 'status: untested'),
      'untested exactly',
    ],
  ])('refuses a file with %s', (_, name, text, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'openbrief-catalogue-'));
    writeFileSync(join(folder, name), text);
    expect(() => readCatalogue(folder)).toThrow(expected);
  });
});
