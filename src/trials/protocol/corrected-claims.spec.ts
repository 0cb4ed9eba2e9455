import { expect, test } from 'vitest';
import type { PublishedCount } from './claim-grounds.js';
import { correctedClaims } from './corrected-claims.js';

const from = { organisation: 'dienst', trial: 'eerder', arm: 'brief' };
const element = (figures: object): Parameters<typeof correctedClaims>[0]['elements'][number] => ({
  id: 'norm',
  name: 'Norm',
  technique: 'social-proof',
  slot: 'midden',
  text: 'De meerderheid reageerde.',
  claims: [
    { kind: 'factual', wording: 'Het formulier bestaat.', source: 'Dienst', date: '2025-01-01' },
    { kind: 'statistical', wording: 'De meerderheid', ...figures },
  ],
});
const publishedAt = new Date('2026-03-01T10:00:00Z');
const says = (counts: PublishedCount['counts']): PublishedCount => ({
  kind: 'trial',
  title: 'Eerder',
  period: ['2025-03-01', '2025-05-01'],
  counts,
  publishedAt,
});
const cited = { fromTrial: from, numerator: 620, denominator: 1000 };

test.each<[string, object, PublishedCount | undefined, object[]]>([
  ['the same figure', cited, says({ numerator: 620, denominator: 1000 }), []],
  [
    'another one that the words still fit',
    cited,
    says({ numerator: 610, denominator: 1000 }),
    [
      {
        element: 'norm',
        claim: 1,
        from,
        now: { numerator: 610, denominator: 1000 },
        publishedAt,
        stillFits: true,
      },
    ],
  ],
  [
    'one that is no majority any more',
    cited,
    says({ numerator: 480, denominator: 1000 }),
    [{ now: { numerator: 480, denominator: 1000 }, stillFits: false }],
  ],
  ['another denominator', cited, says({ numerator: 620, denominator: 1001 }), [{ stillFits: true }]],
  ['a figure that is withheld by now', cited, says(undefined), [{ now: undefined, stillFits: false }]],
  ['a trial that is not there', cited, undefined, []],
  [
    'a figure of another source',
    { numerator: 1, denominator: 2 },
    says({ numerator: 3, denominator: 4 }),
    [],
  ],
])('%s', (_what, figures, published, expected) => {
  const found = correctedClaims({ elements: [element(figures)] }, () => published);
  expect(found).toHaveLength(expected.length);
  expect(found).toMatchObject(expected);
});
