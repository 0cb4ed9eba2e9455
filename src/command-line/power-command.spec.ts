import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asYaml, drawnProtocol } from '../../test/support/sample-trial.js';
import { createTranslator } from '../platform/i18n/translate.js';
import { projectRoot } from '../platform/process/project-root.js';
import { powerCommand, type PowerCommandOptions } from './power-command.js';

const translator = createTranslator(`${projectRoot}/templates/locales`);
const folder = mkdtempSync(join(tmpdir(), 'openbrief-power-'));
afterAll(() => rmSync(folder, { recursive: true }));

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const written = (name: string, changes: Record<string, unknown>): string => {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, asYaml(drawnProtocol({ strata: [], ...changes })));
  return path;
};
const told = (path: string, options: Partial<PowerCommandOptions> = {}): string => {
  powerCommand(path, { seed: '1', json: false, ...options }, translator, 'en');
  return said;
};

// R: power.prop.test(n = 300, p1 = .3, p2 = .4) has 0.7295; for 0.8 it takes 356 an arm.
const planned = {
  power: { expectedResponse: 0.3, recipients: 600 },
  analysis: { smallestWorthwhileUplift: 0.1 },
};

describe('what a protocol’s size can show', () => {
  test('is told of a protocol that is too small, which ends with 1', () => {
    const text = told(written('small', planned));
    expect(text).toMatch(/Chance to find that uplift: 72\.\d+% \(wanted: 80%\)/);
    expect(text).toContain('Needed for 80%: 712 recipients.');
    expect(process.exitCode).toBe(1);
  });

  test('ends well where it is large enough, in a folder too', () => {
    writeFileSync(
      join(folder, 'protocol.yaml'),
      asYaml(drawnProtocol({ strata: [], ...planned, power: { ...planned.power, recipients: 800 } })),
    );
    expect(told(folder)).toContain('Needed for 80%: 712 recipients.');
    expect(process.exitCode).toBeUndefined();
  });

  test('is tried as well, with the error of trying', () => {
    const path = written('tried', { ...planned, unit: 'cluster', cluster: 'huis' });
    const report = JSON.parse(told(path, { simulate: '40', clusterSize: '3', json: true }));
    expect(report.simulated).toMatchObject({
      seed: '1',
      crossed: null,
      clusters: { size: 3, correlation: 0 },
      found: { replications: 40, share: expect.closeTo(report.power.power, 0) },
    });
    said = '';
    expect(told(path, { simulate: '40' })).toMatch(/Simulated: 40 trials .*standard error \d/);
  });

  test('reckons with what looks leave', () => {
    const looked = { ...planned, looks: { boundary: 'pocock', afterDays: [14] } };
    const text = told(written('looked', looked));
    expect(text).toContain('1 interim look is planned.');
    expect(text).toContain('p-value of each test is 0.01899');
  });
});

test.each<[string, string, Partial<PowerCommandOptions>, string]>([
  ['a folder that is not there', join(folder, 'none'), {}, 'folder:not-found'],
  ['a number that is none', written('sound', planned), { simulate: '1e9' }, 'power:not-a-number'],
  [
    'clusters of nobody',
    written('sound', planned),
    { simulate: '1', clusterSize: '0' },
    'power:not-a-number',
  ],
  [
    'a mistake in the protocol',
    written('wrong', { ...planned, reference: 'niemand' }),
    {},
    'trials:protocol-invalid',
  ],
])('%s is refused', (_what, path, options, code) => {
  expect(() => told(path, options)).toThrow(expect.objectContaining({ code }));
});
