import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../core/domain-error.js';
import { readProtocol } from './read-protocol.js';
import { resolveProtocol } from './resolve-protocol.js';

const example = readFileSync('examples/belastingdienst/protocol.yaml', 'utf8');
const replay = readFileSync('examples/belgium-2015/protocol.yaml', 'utf8');
const letterFile = (name: string): string | undefined => {
  const path = `examples/belastingdienst/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

function refusal(text: string): DomainError {
  try {
    const { file, locate } = readProtocol(text);
    const resolved = resolveProtocol(file, letterFile);
    if (!resolved.ok) return new DomainError('invalid', 'test', {}, locate(resolved.issues));
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('The protocol was accepted.');
}

/** The example with one text replaced; a text that is not there would make the test say nothing. */
function changed(from: string | RegExp, to: string): string {
  const text = example.replace(from, to);
  if (text === example) throw new Error(`Nothing to replace: ${String(from)}`);
  return text;
}

const lineWith = (text: string, part: string): number =>
  text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('a protocol that is right', () => {
  test('three factors give eight arms, the first factor changing fastest', () => {
    const resolved = resolveProtocol(readProtocol(example).file, letterFile);
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
    expect(resolved.protocol.arms.map(({ id }) => id)).toEqual([
      'none',
      'autoriteit',
      'wederkerigheid',
      'autoriteit-wederkerigheid',
      'sociale-norm',
      'autoriteit-sociale-norm',
      'wederkerigheid-sociale-norm',
      'autoriteit-wederkerigheid-sociale-norm',
    ]);
    expect(resolved.protocol.letter.base).toContain('{{slot "opening"}}');
  });

  test('arms may be listed one by one, without letter texts when they were sent elsewhere', () => {
    const resolved = resolveProtocol(readProtocol(replay).file, () => undefined);
    expect(resolved.ok && resolved.protocol.arms).toHaveLength(9);
  });
});

describe('each mistake is named with its key and its line', () => {
  const table: readonly [string, string, string, string, string][] = [
    // what, the protocol, key, code, a text on the line
    [
      'unknown key at the top',
      changed('unit: cluster', 'units: cluster'),
      'units',
      'unknown-key',
      'units: cluster',
    ],
    [
      'unknown key inside',
      changed('windowDays: 28', 'windowDays: 28\n  windowWeeks: 4'),
      'outcome.windowWeeks',
      'unknown-key',
      'windowWeeks',
    ],
    ['missing key', changed(/^ {2}dpia:.*$/m, ''), 'data.dpia', 'missing-key', 'data:'],
    [
      'text for a number',
      changed('windowDays: 28', 'windowDays: maand'),
      'outcome.windowDays',
      'wrong-type',
      'windowDays',
    ],
    [
      'impossible date',
      changed('mailing: 2026-03-09', 'mailing: 2026-02-30'),
      'planning.mailing',
      'wrong-format-date',
      'planning:',
    ],
    [
      'unknown interval',
      changed('interval: newcombe', 'interval: wald'),
      'analysis.interval',
      'wrong-value',
      'interval: wald',
    ],
    [
      'no e-mail address',
      changed('gedrag@belastingdienst.example', 'gedrag'),
      'organisation.contact.email',
      'wrong-format-email',
      'email:',
    ],
    [
      'a script as address',
      changed('https://belastingdienst.example/uw-brief', 'javascript:alert(1)'),
      'organisation.contact.url',
      'wrong-format-url',
      'url:',
    ],
    [
      'empty text in two languages',
      changed('en: More forms back in time', "en: ''"),
      'title.en',
      'empty',
      "en: ''",
    ],
    [
      'element that is not there',
      changed('element: meerderheid', 'element: minderheid'),
      'factors[2].element',
      'element-unknown',
      'element: minderheid',
    ],
    [
      'letter file that is not there',
      changed('letters/autoriteit.hbs', 'letters/gezag.hbs'),
      'elements[0].text',
      'letter-file-missing',
      'gezag.hbs',
    ],
    [
      'approved by its author',
      changed('by: R. de Beoordelaar', 'by: d. de ontwerper'),
      'approval.by',
      'approved-by-author',
      'approval:',
    ],
    [
      'facility that ends before the trial',
      changed(/until: 2026-06-30/, 'until: 2026-04-01'),
      'elements[1].claims[0]',
      'facility-too-short',
      '- kind: reciprocity',
    ],
    [
      'clusters without their column',
      changed(/^cluster: huishouden$/m, ''),
      'unit',
      'cluster-column-missing',
      'unit:',
    ],
    [
      'unknown reference',
      changed('reference: none', 'reference: geen'),
      'reference',
      'reference-unknown',
      'reference:',
    ],
    [
      'two elements at one slot',
      changed('slot: norm', 'slot: hulp'),
      'factors',
      'slot-taken-twice',
      'factors:',
    ],
    [
      'close before the mailing',
      changed('close: 2026-04-13', 'close: 2026-03-01'),
      'planning.close',
      'close-before-mailing',
      'planning:',
    ],
    [
      'what was randomised elsewhere names its source',
      changed('unit: cluster\n', 'unit: cluster\nallocation: external\n'),
      'source',
      'source-missing',
      '',
    ],
    ...(
      [
        ['a round of nothing', 'drand, pulse: 0', 'randomness.pulse', 'too-small'],
        [
          'a moment without an offset',
          'drand, pulse: 2026-03-08T12:00:00',
          'randomness.pulse',
          'wrong-format-datetime',
        ],
        ['a beacon that is not known', 'dobbelsteen, pulse: 1', 'randomness.beacon', 'wrong-shape'],
        ['half a minute', 'nist, pulse: 2026-03-08T12:00:30Z', 'randomness.pulse', 'pulse-not-on-the-minute'],
        [
          'a pulse after the mailing',
          'nist, pulse: 2026-03-10T00:00:00Z',
          'randomness.pulse',
          'pulse-after-mailing',
        ],
      ] as const
    ).map(([what, written, path, name]): [string, string, string, string, string] => [
      what,
      changed('unit: cluster\n', `unit: cluster\nrandomness: { beacon: ${written} }\n`),
      path,
      name,
      'randomness:',
    ]),
    [
      'a pulse for what was randomised elsewhere',
      changed(
        'unit: cluster\n',
        'unit: cluster\nallocation: external\nrandomness: { beacon: drand, pulse: 1 }\n',
      ),
      'randomness',
      'randomness-with-external',
      'randomness:',
    ],
    [
      'too few recipients',
      changed('recipients: 4800', 'recipients: 4000'),
      'power',
      'underpowered',
      'power:',
    ],
    [
      'less power than the protocol itself wants',
      changed('recipients: 4800', 'power: 0.95\n  recipients: 4800'),
      'power',
      'underpowered',
      'power:',
    ],
    [
      'an uplift that cannot be',
      changed('smallestWorthwhileUplift: 0.05', 'smallestWorthwhileUplift: 0.9'),
      'power.expectedResponse',
      'uplift-out-of-reach',
      'expectedResponse:',
    ],
  ];

  test.each(table)('%s', (_what, text, path, name, part) => {
    const found = refusal(text).issues.find((issue) => issue.path === path);
    expect(found?.code).toBe(`trials:${name}`);
    if (part !== '') expect(found?.line).toBe(lineWith(text, part));
  });
});

describe('a trial that is too small', () => {
  const small = changed('recipients: 4800', 'recipients: 4000');

  test('is told its chance and what it has to be', () => {
    // Main effects of three factors, 2,000 against 2,000 over a design effect of 1.1, at 0.05 / 3 two-sided:
    // R's power.prop.test(4000 / 2 / 1.1, 0.46, 0.51, 0.05 / 3)$power is 0.7334.
    const found = refusal(small).issues.find(({ code }) => code === 'trials:underpowered');
    expect(found?.params).toMatchObject({ recipients: 4000, uplift: 5, power: 73, promised: 80 });
  });

  test('may be done for a reason, which becomes public', () => {
    const reasoned = small.replace(
      'recipients: 4000',
      'recipients: 4000\n  reasonIfUnderpowered: Meer mensen zijn er niet.',
    );
    const resolved = resolveProtocol(readProtocol(reasoned).file, letterFile);
    expect(resolved.ok).toBe(true);
  });

  test('is not refused when it is only replayed', () => {
    const { file } = readProtocol(replay.replace('recipients: 241480', 'recipients: 100'));
    expect(resolveProtocol(file, () => undefined).ok).toBe(true);
  });
});

describe('a file that is no protocol', () => {
  test.each([
    ['broken YAML', 'title: [nl', 'trials:protocol-unreadable'],
    ['a key twice', 'openbrief: 1\nopenbrief: 1\n', 'trials:protocol-unreadable'],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e'].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcd'[i]}`).join(',')}]`).join('\n')}\n`,
      'trials:protocol-unreadable',
    ],
    ['nothing', '', 'trials:protocol-invalid'],
    ['a list', '- 1\n', 'trials:protocol-invalid'],
    ['a megabyte too much', `title: ${'x'.repeat(1_000_001)}`, 'trials:protocol-too-large'],
  ])('%s', (_what, text, code) => {
    expect(refusal(text).code).toBe(code);
  });
});
