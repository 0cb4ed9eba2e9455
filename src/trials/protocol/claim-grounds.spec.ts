import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../platform/process/project-root.js';
import { checkClaims } from './check-claims.js';
import { groundClaims, monthsBefore, withFiguresOf, type ClaimGrounds } from './claim-grounds.js';
import type { Protocol } from './protocol.js';
import type { ProtocolClaim } from './protocol-schema.js';
import { readProtocol } from './read-protocol.js';
import { resolveProtocol } from './resolve-protocol.js';

const folder = join(projectRoot, 'examples/belastingdienst');
const resolved = resolveProtocol(
  readProtocol(readFileSync(join(folder, 'protocol.yaml'), 'utf8')).file,
  (name) => readFileSync(join(folder, name), 'utf8'),
);
if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
const example = resolved.protocol;

const wording = 'De meerderheid van de mensen';
const cited = { organisation: 'dienst', trial: 'eerder', arm: 'brief' };
const citing: ProtocolClaim = { kind: 'statistical', wording, fromTrial: cited };
const figure: ProtocolClaim = {
  kind: 'statistical',
  wording,
  numerator: 700,
  denominator: 1000,
  period: '2025',
  source: 'Telling',
  date: '2025-07-01',
};
const agreement: ProtocolClaim = {
  kind: 'authority',
  wording: 'staatssecretaris',
  who: 'A. van den Berg',
  function: 'staatssecretaris',
  agreedBy: 'A. van den Berg',
  agreedOn: '2026-03-02',
  recorded: 'Brief',
};
const facility: ProtocolClaim = {
  kind: 'reciprocity',
  wording: 'telefoonnummer',
  facility: 'Nummer',
  from: '2026-01-01',
  until: '2026-12-31',
};

/** The example with one element that claims this, as a trial of people. */
const claiming = (claim: ProtocolClaim, kind: Protocol['kind'] = 'trial'): Protocol => ({
  ...example,
  kind,
  elements: [
    { id: 'een', name: 'Een', technique: 'social-proof', slot: 'norm', text: claim.wording, claims: [claim] },
  ],
});

const grounds: ClaimGrounds = {
  today: '2026-03-02',
  maxSourceAge: 24,
  published: (reference) =>
    reference.trial === 'eerder'
      ? {
          kind: 'trial',
          title: 'Eerdere proef',
          period: ['2025-03-01', '2025-05-01'],
          counts: reference.arm === 'brief' ? { numerator: 620, denominator: 1000 } : undefined,
          publishedAt: new Date('2025-06-01T10:00:00Z'),
        }
      : undefined,
};
const codes = (claim: ProtocolClaim, kind?: Protocol['kind'], on: ClaimGrounds = grounds): string[] =>
  groundClaims(claiming(claim, kind), on).issues.map(({ issue }) => `${issue.path} ${issue.code}`);
const AT = 'elements[0].claims[0]';

describe('claims on the day of registration', () => {
  test.each([
    ['an agreement of today', agreement, []],
    [
      'one of tomorrow',
      { ...agreement, agreedOn: '2026-03-03' },
      [`${AT}.agreedOn trials:agreement-not-given-yet`],
    ],
    // Two years before the mailing of 9 March 2026.
    ['a source of two years', { ...figure, date: '2024-03-09' }, []],
    ['one of a day more', { ...figure, date: '2024-03-08' }, [`${AT}.date trials:source-too-old`]],
    ['a published trial', citing, []],
    [
      'one that is not',
      { ...citing, fromTrial: { ...cited, trial: 'later' } },
      [`${AT}.fromTrial trials:claim-trial-not-published`],
    ],
    [
      'an arm that is withheld',
      { ...citing, fromTrial: { ...cited, arm: 'klein' } },
      [`${AT}.fromTrial trials:claim-trial-withheld`],
    ],
    [
      'figures that are not its own',
      { ...citing, numerator: 630 },
      [`${AT}.fromTrial trials:claim-figures-differ`],
    ],
    [
      'words that its figures do not bear',
      { ...citing, wording: '9 van de 10' },
      [`${AT}.wording composition:out-of-ten-not-right`],
    ],
  ] as const)('%s', (_, claim, expected) => {
    expect(codes(claim)).toEqual(expected);
  });

  test('the numbers of a published trial are filled in, with its period and title', () => {
    const { protocol } = groundClaims(claiming(citing), grounds);
    expect(protocol.elements[0]?.claims[0]).toEqual({
      ...citing,
      numerator: 620,
      denominator: 1000,
      period: '2025-03-01/2025-05-01',
      source: 'Eerdere proef',
      date: '2025-05-01',
    });
    // Once registered they stay, whatever becomes of the other trial.
    expect(withFiguresOf(claiming(citing), protocol)).toEqual(protocol);
  });

  test('made-up figures are for made-up trials', () => {
    const simulated: ClaimGrounds = {
      ...grounds,
      published: (reference) => {
        const found = grounds.published(reference);
        return found === undefined ? undefined : { ...found, kind: 'example' };
      },
    };
    expect(codes(citing, 'trial', simulated)).toEqual([`${AT}.fromTrial trials:claim-trial-simulated`]);
    expect(codes(citing, 'example', simulated)).toEqual([]);
  });
});

describe('what a claim has of its own', () => {
  test.each([
    ['a facility that nobody can reach', facility, [`${AT} trials:facility-unreachable`]],
    [
      'a number without hours',
      { ...facility, telephone: '0800 - 123 45 67' },
      [`${AT}.openingHours trials:missing-key`],
    ],
    [
      'words for a number',
      { ...facility, telephone: 'bel ons', openingHours: 'altijd' },
      [`${AT}.telephone trials:telephone-wrong`],
    ],
    ['an answer number', { ...facility, answerNumber: 'Antwoordnummer 12, 1234 AB Ons Dorp' }, []],
    [
      'one without a postcode',
      { ...facility, answerNumber: 'Antwoordnummer 12' },
      [`${AT}.answerNumber trials:answer-number-wrong`],
    ],
    ['a figure without its source', { ...figure, source: undefined }, [`${AT}.source trials:missing-key`]],
    ['a figure of another trial', citing, []],
  ] as const)('%s', (_, claim, expected) => {
    expect(checkClaims(claiming(claim)).map(({ issue }) => `${issue.path} ${issue.code}`)).toEqual(expected);
  });
});

test.each([
  ['2026-03-31', 1, '2026-02-28'],
  ['2026-03-09', 24, '2024-03-09'],
  ['2026-01-15', 1, '2025-12-15'],
])('months before %s', (day, months, expected) => {
  expect(monthsBefore(day, months)).toBe(expected);
});
