import { describe, expect, test } from 'vitest';
import { compose } from './compose.js';
import { confounds, type ComparedVariant, type Confound } from './confound-check.js';

const base =
  'Wij vragen u om het formulier bij deze brief in te vullen. Stuur het voor 1 april terug.\n\n{{slot "a"}}\n\n{{slot "b"}} Bel ons als u hulp wilt.\n\n{{slot "c"}}';
const texts: Readonly<Record<string, string>> = {
  gezag: 'De burgemeester vraagt het u.',
  norm: 'De meesten deden het.',
  hulp: 'Wij helpen u.',
};
const slots: Readonly<Record<string, string>> = { gezag: 'a', norm: 'b', hulp: 'c' };
const elements = [
  { id: 'gezag', technique: 'authority' },
  { id: 'norm', technique: 'social-proof' },
  { id: 'hulp', technique: 'reciprocity' },
];

const trial = {
  recipients: 20_000,
  uplift: 0.03,
  power: 0.8,
  baseline: 0.4,
  confidenceLevel: 0.95,
  multiplicity: 'holm',
  designEffect: 1,
} as const;

function variant(
  arm: string,
  on: readonly string[],
  change: {
    readonly base?: string;
    readonly texts?: Readonly<Record<string, string>>;
    readonly subject?: string;
    readonly layout?: Readonly<Record<string, string>>;
  } = {},
): ComparedVariant {
  const blocks = compose(
    change.base ?? base,
    on.map((id) => ({ id, slot: slots[id] ?? '', text: { ...texts, ...change.texts }[id] ?? '' })),
  );
  return {
    arm,
    letter: true,
    elements: on,
    subject: change.subject ?? 'Uw formulier',
    blocks,
    filled: blocks,
    layout: change.layout ?? {},
  };
}

const silent = (arm: string): ComparedVariant => ({
  ...variant(arm, []),
  letter: false,
  blocks: undefined,
  filled: undefined,
});

/** Without what is said of length and level, which has its own test. */
const found = (...variants: ComparedVariant[]): Confound[] =>
  confounds(variants, 'gewoon', elements, trial).filter(({ kind }) => kind !== 'length' && kind !== 'level');

const plain = variant('gewoon', []);

describe('arms that differ in what they declare', () => {
  test('have nothing else that differs, in a slot of its own or within a paragraph', () => {
    expect(found(plain, variant('gezag', ['gezag']), variant('norm', ['norm']))).toEqual([]);
  });

  test('may be replaced by one another', () => {
    expect(
      confounds([variant('gezag', ['gezag']), variant('norm', ['norm'])], 'gezag', elements, trial),
    ).toEqual([]);
  });
});

describe('what differs beside that is named', () => {
  test.each<[string, Parameters<typeof variant>[2], Confound]>([
    [
      'a changed sentence',
      { base: base.replace('1 april', '1 mei') },
      { kind: 'words', arm: 'gezag', removed: 'april', added: 'mei' },
    ],
    [
      'a sentence more',
      { base: `${base}\n\nDank u wel.` },
      { kind: 'words', arm: 'gezag', removed: '', added: 'Dank u wel.' },
    ],
    [
      'another subject',
      { subject: 'Uw Formulier' },
      { kind: 'words', arm: 'gezag', removed: 'formulier', added: 'Formulier' },
    ],
    [
      'bold where the other is not',
      { base: base.replace('1 april', '**1 april**') },
      { kind: 'typography', arm: 'gezag' },
    ],
    [
      'another envelope',
      { layout: { envelope: 'A4' } },
      { kind: 'layout', arm: 'gezag', key: 'envelope', values: ['', 'A4'] },
    ],
    [
      'an element without words',
      { texts: { gezag: ' ' } },
      { kind: 'absent', arm: 'gezag', element: 'gezag' },
    ],
    [
      'an element that stands out',
      { texts: { gezag: 'De **burgemeester** vraagt.' } },
      { kind: 'emphasis', element: 'gezag' },
    ],
  ])('%s', (_what, change, confound) => {
    expect(found(plain, variant('gezag', ['gezag'], change))).toEqual([confound]);
  });

  test('an element that the arm does not name', () => {
    expect(found(plain, { ...variant('gezag', ['gezag', 'norm']), elements: ['gezag'] })).toEqual([
      { kind: 'undeclared', arm: 'gezag', element: 'norm' },
    ]);
  });

  test('a technique whose point is to stand out may do so', () => {
    const bold = variant('gezag', ['gezag'], { texts: { gezag: '**Voor 1 april**' } });
    expect(
      confounds([plain, bold], 'gewoon', [{ id: 'gezag', technique: 'salience' }], trial).map(
        ({ kind }) => kind,
      ),
    ).not.toContain('emphasis');
  });

  test('letters that differ in length or level', () => {
    const long = variant('gezag', ['gezag'], {
      texts: {
        gezag:
          'Overeenkomstig de dienaangaande uitgevaardigde voorschriften verzoekt de verantwoordelijke bewindspersoon u nadrukkelijk.',
      },
    });
    expect(confounds([plain, long], 'gewoon', elements, trial)).toMatchObject([
      { kind: 'length', arms: ['gewoon', 'gezag'] },
      { kind: 'level', arms: ['gezag', 'gewoon'] },
    ]);
  });
});

describe('techniques that come together', () => {
  const three = variant('alles', ['gezag', 'norm', 'hulp']);

  test('three in one letter are a bundle, with the design that tells them apart', () => {
    expect(found(plain, three)).toMatchObject([
      {
        kind: 'bundle',
        arm: 'alles',
        elements: ['gezag', 'norm', 'hulp'],
        proposal: { kind: 'factorial', factors: 3, fraction: 1 },
      },
    ]);
  });

  test('no bundle where other arms separate them', () => {
    expect(found(plain, three, variant('gezag', ['gezag']), variant('norm', ['norm']))).toEqual([]);
  });

  test('only what is left together is a bundle', () => {
    expect(found(plain, three, variant('gezag', ['gezag']))).toMatchObject([
      { kind: 'bundle', elements: ['norm', 'hulp'] },
    ]);
  });

  test('two arms with the same bundle are told once', () => {
    expect(found(plain, three, { ...three, arm: 'weer' })).toHaveLength(1);
  });

  test('two texts of one technique are one technique', () => {
    const same = elements.map(({ id }) => ({ id, technique: 'authority' }));
    expect(
      confounds([plain, variant('twee', ['gezag', 'norm'])], 'gewoon', same, trial).map(({ kind }) => kind),
    ).toEqual(['length']);
  });

  test('a letter with a technique beside no letter does not tell which of the two worked', () => {
    const none = silent('gewoon');
    expect(found(none, variant('gezag', ['gezag']))).toEqual([{ kind: 'letter-itself', arm: 'gezag' }]);
    expect(found(none, variant('brief', []), variant('gezag', ['gezag']))).toEqual([]);
  });

  test('is seen without knowing the words of the letters', () => {
    const unknown = (one: ComparedVariant): ComparedVariant => ({
      ...one,
      blocks: undefined,
      filled: undefined,
    });
    expect(found(unknown(plain), unknown(three))).toMatchObject([{ kind: 'bundle' }]);
  });
});
