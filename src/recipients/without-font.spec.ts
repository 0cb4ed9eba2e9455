import { expect, test } from 'vitest';
import { letterFonts } from '../rendering/letter-fonts.js';
import type { PersonalData } from './personal-data.js';
import { lastDrawnLead, WithoutFontCount } from './without-font.js';

const personal: PersonalData = {
  initials: 'A.',
  prefix: '',
  surname: 'Şen',
  gender: 'unknown',
  businessName: '',
  street: 'Dorpsstraat',
  houseNumber: '1',
  addition: '',
  postcode: '1234AB',
  place: 'Utrecht',
  country: '',
  fields: {},
};
const recipient = (line: number, changes: Partial<PersonalData>) => ({
  line,
  reference: `Z-${line}`,
  stratum: [],
  covariates: [],
  cluster: null,
  externalArm: null,
  optedOut: false,
  personal: { ...personal, ...changes },
});

test('counts recipients and not signs, names each sign once, and tells the lines', () => {
  const count = new WithoutFontCount('source-sans-3');
  count.see(recipient(2, {}));
  count.see(recipient(3, { surname: '東京' }));
  count.see(recipient(9, { place: '京', fields: { dossier: '☐' } }));
  count.see({ ...recipient(10, {}), personal: null });
  expect(count.finish()).toEqual({ recipients: 2, characters: ['東', '京', '☐'], lines: [3, 9] });
});

test('tells nothing where every sign is drawn', () => {
  const count = new WithoutFontCount('source-serif-4');
  count.see(recipient(2, { surname: 'Þórðardóttir-Nguyễn Παπάς' }));
  expect(count.finish()).toBeNull();
});

test('keeps the first twenty lines and counts all', () => {
  const count = new WithoutFontCount('source-sans-3');
  for (let line = 2; line < 102; line += 1) count.see(recipient(line, { surname: '東' }));
  expect(count.finish()).toMatchObject({ recipients: 100, characters: ['東'], lines: { length: 20 } });
});

test('lines are read fast only as far as all their letters are drawn', () => {
  // To ſ (U+017F) in the one, to ÿ (U+00FF) in the other, which lacks Ĭ, Ĳ and Ŧ.
  expect(letterFonts.map(lastDrawnLead)).toEqual([0xc5, 0xc3]);
});
