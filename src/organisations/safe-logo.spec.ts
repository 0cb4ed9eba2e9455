import { expect, test } from 'vitest';
import { readLetterhead } from './letterhead-data.js';
import { isSafeLogo, isSafeSvg } from './safe-logo.js';

const svg = (inside: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"${attributes}>${inside}</svg>`;

test.each<[string, string, boolean]>([
  ['a drawing', svg('<path d="M0 0h10v10z" fill="#123456"/>'), true],
  [
    'with a declaration and a comment',
    `<?xml version="1.0"?>\n<!-- logo -->${svg('<g><rect width="1" height="1"/></g>')}`,
    true,
  ],
  [
    'with a gradient of its own',
    svg('<defs><linearGradient id="a"/></defs><rect fill="url(#a)"/><use href="#b"/>'),
    true,
  ],
  ['a script', svg('<script>alert(1)</script>'), false],
  ['something that runs on an event', svg('<path d="M0 0"/>', ' onload="alert(1)"'), false],
  ['another page inside', svg('<foreignObject><p>x</p></foreignObject>'), false],
  ['a picture from elsewhere', svg('<image href="https://voorbeeld.example/a.png"/>'), false],
  ['a reference to elsewhere', svg('<use href="https://voorbeeld.example/a.svg#b"/>'), false],
  ['a colour from elsewhere', svg('<rect fill="url(https://voorbeeld.example/a)"/>'), false],
  ['a style sheet', svg('<style>@import "https://voorbeeld.example/a.css"</style>'), false],
  ['an entity', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('')}`, false],
  ['a link', svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'), false],
  ['an attribute without quotes', svg('<path onclick=alert(1) d="M0 0"/>'), false],
  ['no drawing', '<p>tekst</p>', false],
  ['nothing', '', false],
])('%s', (_what, text, isSafe) => {
  expect(isSafeSvg(text)).toBe(isSafe);
  expect(isSafeLogo(`data:image/svg+xml;base64,${Buffer.from(text).toString('base64')}`)).toBe(isSafe);
});

test('a logo is a picture in the letterhead itself, and what it says it is', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000c800000050', 'hex').toString('base64');
  expect(isSafeLogo(`data:image/png;base64,${png}`)).toBe(true);
  expect(isSafeLogo(`data:image/png;base64,${Buffer.from('GIF89a').toString('base64')}`)).toBe(false);
  expect(isSafeLogo('https://voorbeeld.example/logo.png')).toBe(false);
  expect(isSafeLogo('data:text/html;base64,PGI+')).toBe(false);
});

test('what is wrong in a letterhead is as if it were not there; the rest stays', () => {
  expect(
    readLetterhead({ colour: 'red', font: 'source-serif-4', window: 'right', logo: 'x', other: 1 }),
  ).toEqual({
    font: 'source-serif-4',
    window: 'right',
  });
  expect(readLetterhead({})).toEqual({});
});
