import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTemplate } from './author-template.js';
import { blocksOf, compose, plainText } from './compose.js';
import { fillBlocks, letterFiller } from './fill-letter.js';

const base =
  'Beste {{naam}},\n\n{{slot "opening"}}\n\nStuur het terug. {{slot "norm"}}\n\n{{slot "hulp"}}\n\n- een\n- twee';
const opening = { id: 'gezag', slot: 'opening', text: 'Op **verzoek** van de minister.\n\nLees verder.' };
const norm = { id: 'norm', slot: 'norm', text: 'De meerderheid deed dit.' };

const html = (text: string, values: Record<string, string>): string => letterFiller(blocksOf(text))(values);

describe('composing', () => {
  test('elements come in their slots, marked; a slot without an element leaves nothing behind', () => {
    const fill = letterFiller(compose(base, [opening, norm]));
    expect(fill({ naam: 'Zoë' })).toBe(
      '<p>Beste Zoë,</p>' +
        '<p><span data-element="gezag">Op </span><span data-element="gezag"><strong>verzoek</strong></span><span data-element="gezag"> van de minister.</span></p>' +
        '<p><span data-element="gezag">Lees verder.</span></p>' +
        '<p>Stuur het terug. <span data-element="norm">De meerderheid deed dit.</span></p>' +
        '<ul><li>een</li><li>twee</li></ul>',
    );
    expect(plainText(compose(base, []))).toBe('Beste {{naam}},\n\nStuur het terug. \n\n- een\n\n- twee');
  });

  test('two elements in one slot are both there, in their order', () => {
    const second = { id: 'tweede', slot: 'norm', text: 'Negen van de tien.\n\nOok u?' };
    expect(plainText(compose('Dag. {{slot "norm"}}', [norm, second]))).toBe(
      'Dag. De meerderheid deed dit. Negen van de tien. Ook u?',
    );
    expect(plainText(compose('{{slot "norm"}}', [second, norm]))).toBe(
      'Negen van de tien.\n\nOok u?\n\nDe meerderheid deed dit.',
    );
  });

  test('an element has no slots of its own', () => {
    const nested = { id: 'a', slot: 'norm', text: 'Voor {{slot "hulp"}} na.' };
    const blocks = compose('{{slot "norm"}}', [nested, { id: 'b', slot: 'hulp', text: 'Hulp.' }]);
    expect(letterFiller(blocks)({})).toBe('<p><span data-element="a">Voor  na.</span></p>');
  });

  test('a paragraph that is bold as a whole is marked as a heading', () => {
    expect(html('**Wat vragen wij?**\n\nDit **nu**.', {})).toBe(
      '<p class="heading"><strong>Wat vragen wij?</strong></p><p>Dit <strong>nu</strong>.</p>',
    );
  });

  test.each([
    ['an asterisk by itself', 'a * b', '<p>a * b</p>'],
    ['markup of the author', '<script>alert(1)</script>', '<p>&#60;script&#62;alert(1)&#60;/script&#62;</p>'],
    ['lines that are joined', 'een\ntwee', '<p>een twee</p>'],
    ['text, list, text', 'a\n- b\nc', '<p>a</p><ul><li>b</li></ul><p>c</p>'],
  ])('%s', (_what, text, expected) => {
    expect(html(text, {})).toBe(expected);
  });
});

describe('a recipient’s values', () => {
  test.each([['<img src=x onerror=alert(1)>'], ['{{constructor}}'], ['**vet**'], ['"\' & </p>']])(
    '%s stays text',
    (value) => {
      const filled = html('Beste {{naam}}.', { naam: value });
      const decoded = filled.replace(/&(?:#x?([0-9a-fA-F]+)|amp|lt|gt|quot);/g, (entity, code: string) => {
        const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
        return named[entity] ?? String.fromCharCode(parseInt(code, entity.startsWith('&#x') ? 16 : 10));
      });
      expect(decoded).toBe(`<p>Beste ${value}.</p>`);
      expect(filled.slice(3, -4)).not.toMatch(/[<>"]/);
    },
  );

  test('one that is missing stops the letter', () => {
    expect(() => html('Beste {{naam}}', {})).toThrow();
  });

  test('nothing of JavaScript is a value', () => {
    expect(() => html('{{toString}}', {})).toThrow();
  });

  test.each([
    ['{{datum d}}', { d: '2026-03-09' }, '9 maart 2026'],
    ['{{bedrag b}}', { b: '1234,5' }, '€ 1.234,50'],
    ['{{#if t}}met {{t}}{{else}}zonder{{/if}}', { t: '' }, 'zonder'],
  ])('%s', (text, values, expected) => {
    expect(fillBlocks(blocksOf(text), values).flatMap(({ runs }) => runs.map((run) => run.text))).toEqual([
      expected,
    ]);
  });
});

describe('what an author may write', () => {
  test('fields and slots are found', () => {
    expect(
      checkTemplate('{{aanhef}} {{slot "a"}} {{#if x}}{{datum y}}{{/if}} {{! opmerking }}', 'p'),
    ).toEqual({
      ok: true,
      use: { fields: ['aanhef', 'x', 'y'], slots: ['a'] },
    });
  });

  test.each([
    ['raw output', '{{{naam}}}', 'raw-not-allowed'],
    ['raw output with an ampersand', '{{&naam}}', 'raw-not-allowed'],
    ['a partial', '{{> geheim}}', 'not-allowed'],
    ['an inline partial', '{{#*inline "x"}}{{/inline}}', 'not-allowed'],
    ['a decorator', '{{* x}}', 'not-allowed'],
    ['a path up', '{{../naam}}', 'not-allowed'],
    ['a nested path', '{{a.b}}', 'not-allowed'],
    ['data', '{{@root}}', 'not-allowed'],
    ['the constructor', '{{constructor}}', 'not-allowed'],
    ['the prototype', '{{__proto__}}', 'not-allowed'],
    ['lookup', '{{lookup a "b"}}', 'not-allowed'],
    ['a helper with two arguments', '{{datum a b}}', 'not-allowed'],
    ['a hash', '{{naam x=1}}', 'not-allowed'],
    ['a sub-expression', '{{datum (lookup a "b")}}', 'not-allowed'],
    ['each', '{{#each lijst}}x{{/each}}', 'not-allowed'],
    ['with', '{{#with a}}x{{/with}}', 'not-allowed'],
    ['an unknown helper', '{{roep "x"}}', 'helper-unknown'],
    ['braces that are not closed', 'a\n{{naam', 'syntax'],
    ['a block that is not closed', '{{#if a}}x', 'syntax'],
    ['a slot that eats the white space around it', '{{~slot "a"~}}', 'not-allowed'],
    ['a helper as a field', '{{datum}}', 'not-allowed'],
    ['a condition as a field', '{{if}}', 'not-allowed'],
    ['a condition on a slot', '{{#if slot}}x{{/if}}', 'not-allowed'],
    ['a condition that names its value', '{{#if a as |b|}}{{b}}{{/if}}', 'not-allowed'],
    ['conditions four deep', '{{#if a}}'.repeat(4) + 'x' + '{{/if}}'.repeat(4), 'too-deep'],
    ['a thousand conditions', '{{#if a}}'.repeat(1000) + 'x' + '{{/if}}'.repeat(1000), 'too-deep'],
    ['a book', 'x'.repeat(20_001), 'too-long'],
  ])('%s is refused', (_what, text, name) => {
    const checked = checkTemplate(text, 'letters/basis.hbs');
    expect(checked).toMatchObject({
      ok: false,
      issues: [{ code: `composition:${name}`, path: 'letters/basis.hbs' }],
    });
  });

  test('no text crashes the checker, and none that it lets through runs anything', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{{',
      '#if ',
      '/if',
      'a',
      '"',
      '.',
      '../',
      '@',
      '&',
      '>',
      '(',
      ')',
      '=',
      ' ',
      '\n',
      '\\',
      'constructor',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        if (!checkTemplate(text, 'p').ok) return;
        let filled = '';
        try {
          filled = html(text, { a: 'A' });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(filled).not.toMatch(/function|native code/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what an author may not smuggle in', () => {
  test.each(['\\{{<img src=x>}}', '{{{{if naam}}}}{{<b>}}{{{{/if}}}}', '{{{{raw}}}}<b>{{{{/raw}}}}'])(
    'mustaches that are left as they are: %s',
    (text) => {
      expect(checkTemplate(text, 'letter.base')).toMatchObject({ ok: false });
    },
  );
});

describe('a letter on a page', () => {
  const shown = (text: string, values: Record<string, string>): string[] =>
    fillBlocks(blocksOf(text), values).map(({ runs }) => runs.map((run) => run.text).join(''));

  test.each([
    ['{{#if haast}}Stuur het **vandaag** terug.{{/if}}', 'Stuur het vandaag terug.', ''],
    [
      '{{#if haast}}Vandaag **nog**{{else}}Deze *week*{{/if}} graag.',
      'Vandaag nog graag.',
      'Deze week graag.',
    ],
    [
      'Vóór {{datum dag}} & <niet> later',
      'Vóór 9 maart 2026 & <niet> later',
      'Vóór 9 maart 2026 & <niet> later',
    ],
  ])('a condition may span what is bold: %s', (text, yes, no) => {
    expect(shown(text, { haast: 'ja', dag: '2026-03-09' })).toEqual([yes]);
    expect(shown(text, { haast: '', dag: '2026-03-09' })).toEqual([no]);
  });

  test('what follows a condition stays where it was written', () => {
    const blocks = blocksOf('{{#if haast}}Vandaag.\n\n**Nog{{/if}} deze** week.');
    expect(fillBlocks(blocks, { haast: '' }).map(({ runs }) => runs)).toEqual([
      [{ text: '', bold: false, element: null }],
      [
        { text: ' deze', bold: true, element: null },
        { text: ' week.', bold: false, element: null },
      ],
    ]);
  });

  test('a condition may span paragraphs', () => {
    expect(shown('{{#if haast}}Vandaag.\n\nNog.{{/if}}', { haast: '' })).toEqual(['', '']);
  });
});

test('line ends of Windows part paragraphs and items all the same', () => {
  expect(blocksOf('een\r\n\r\n- twee\r\n- drie')).toEqual(blocksOf('een\n\n- twee\n- drie'));
});

describe('whatever a condition leaves out', () => {
  const VOID = /<(\/?)([a-z]+)[^>]*>/g;
  /** Elements that are open at the end: they would go on in the letter of a neighbour. */
  function left(filled: string): string[] {
    const open: string[] = [];
    for (const [, end, name = ''] of filled.matchAll(VOID)) {
      if (end === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    return open;
  }

  test.each([
    ['**{{#if a}}Vet** en{{/if}} gewoon'],
    ['{{#if a}}Begin **vet{{/if}}** einde'],
    ['- {{#if a}}een\n- twee\n\ndrie{{/if}}'],
    ['{{#if a}}- een\n\n{{else}}**{{/if}}twee** drie'],
  ])('each element of %j that is opened is closed', (text) => {
    for (const a of ['ja', '']) expect(left(html(text, { a }))).toEqual([]);
  });

  test('of a paragraph no white line stays behind', () => {
    expect(html('Een.\n\n{{#if a}}Twee.{{/if}}\n\n- {{a}}', { a: '' })).toBe('<p>Een.</p>');
  });

  test('a value can not take the place of another text', () => {
    expect(html('Een {{a}}.\n\nTwee.', { a: '\uE0001\uE001drie' })).toBe('<p>Een 1drie.</p><p>Twee.</p>');
  });
});
