import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressLines, readAddress, type RawAddress } from '../../src/core/post/dutch-address.js';
import { formatLetterCode, letterCodeFor } from '../../src/core/post/letter-code.js';
import { letterInput } from '../../src/mailings/letter-input.js';
import { trialLetters, type ApprovableLetter } from '../../src/mailings/trial-letters.js';
import type { PersonalData } from '../../src/recipients/personal-data.js';
import type { LetterInput } from '../../src/rendering/letter-page.js';
import type { PrintingPress } from '../../src/rendering/printing-press.js';
import { renderBatch, type RenderedBatch } from '../../src/rendering/render-batch.js';
import { readProtocol } from '../../src/trials/protocol/read-protocol.js';
import { resolveProtocol } from '../../src/trials/protocol/resolve-protocol.js';
import { awkwardNames, openPresses, readPages, textOf } from './rendering-letters.js';

/** Longer by AWKWARD_LETTERS=20000, say. */
const count = Number(process.env['AWKWARD_LETTERS'] ?? 1_500);
const LETTERS_A_BATCH = 500;

/** Addresses as exports have them: abroad, a PO box, long, with markup in them. */
const addresses: readonly Partial<RawAddress>[] = [
  { street: 'Dorpsstraat' },
  { street: 'Postbus' },
  { street: "'s-Gravendijkwal", houseNumber: '12', addition: 'a-III hoog achter' },
  { street: '<i>Laan</i> & "Plein"', place: '’s-Hertogenbosch' },
  { street: 'Burgemeester Van Grunsven van der Wolkenkrabberbouwmaatschappijplantsoen' },
  { street: 'Wetstraat 16', houseNumber: '', postcode: '1000', place: 'Brussel', country: 'België' },
  { street: 'ul. Żółć 5/7', houseNumber: '', postcode: '00-001', place: 'Łódź', country: 'Polen' },
  { street: 'Λεωφόρος 1', houseNumber: '', postcode: '', place: 'Αθήνα', country: 'Griekenland' },
  { street: '{{postcode}}laan', place: 'Ĳsselstein' },
];

const businesses = [
  '',
  '',
  'Bakkerij "De Ëend" & Zn. <b.v.>',
  'Vereniging van Eigenaren Flat Hoog '.repeat(3).trim(),
];

function personOf(index: number): PersonalData {
  const raw: RawAddress = {
    houseNumber: String(1 + (index % 900)),
    addition: '',
    postcode: `${1000 + (index % 8000)} AB`,
    place: 'Utrecht',
    country: '',
    street: 'Straat',
    ...addresses[index % addresses.length],
  };
  const read = readAddress(raw);
  if (!read.ok) throw new Error(`${raw.street}: ${read.fault}`);
  return {
    ...read.address,
    initials: ['A.', '', 'Ch.Æ.'][index % 3] ?? '',
    prefix: ['', 'van ’t', 'de'][index % 3] ?? '',
    surname: awkwardNames[index % awkwardNames.length] ?? '',
    gender: (['male', 'female', 'unknown'] as const)[index % 3] ?? 'unknown',
    businessName: businesses[index % businesses.length] ?? '',
    fields: {},
  };
}

function armsOfExample(): ApprovableLetter[] {
  const folder = 'examples/belastingdienst';
  const yaml = readFileSync(join(folder, 'protocol.yaml'), 'utf8').replace(
    /recipients: \d+/,
    'recipients: 20000',
  );
  const resolved = resolveProtocol(readProtocol(yaml).file, (name) =>
    readFileSync(join(folder, name), 'utf8'),
  );
  if (!resolved.ok) throw new Error('the example is wrong');
  const { protocol } = resolved;
  const sender = { ...protocol.organisation, letterhead: {} };
  return [...trialLetters(protocol, sender, 'https://voorbeeld.example').arms.values()];
}

/** A phrase of each element, and the arms (in standard order) that have it. */
const phrases = [
  'Op speciaal verzoek van de staatssecretaris',
  'een speciaal telefoonnummer geopend',
  'De meerderheid van de mensen',
];
const hasPhrase = (arm: number, place: number): boolean => ((arm >> place) & 1) === 1;

interface Printed {
  readonly letters: readonly LetterInput[];
  readonly batch: RenderedBatch;
  readonly path: string;
}

const folder = mkdtempSync(join(tmpdir(), 'openbrief-awkward-'));
const people = Array.from({ length: count }, (_, index) => personOf(index));
const printed: Printed[] = [];
let arms: ApprovableLetter[];
let presses: PrintingPress[];

const rowOf = (index: number): Parameters<typeof letterInput>[0] => ({
  letterCode: letterCodeFor(new Uint8Array(32), `awkward ${index}`),
  reference: `REF-${index}-EINDE`,
  personal: people[index] ?? personOf(index),
});

beforeAll(
  async () => {
    arms = armsOfExample();
    presses = await openPresses(2);
    const letters = people.map((_, index) => {
      const arm = arms[index % arms.length];
      if (arm === undefined) throw new Error('no arm');
      return letterInput(rowOf(index), arm);
    });
    const letterhead = {
      organisation: 'Dienst Voorbeeld',
      returnAddress: 'Retouradres: Postbus 1, 1000 AA Amsterdam',
      contact: 'www.voorbeeld.example',
      colour: '#154273',
    };
    for (let at = 0; at < count; at += LETTERS_A_BATCH) {
      const part = letters.slice(at, at + LETTERS_A_BATCH);
      const path = join(folder, `batch-${at}.pdf`);
      printed.push({ letters: part, path, batch: await renderBatch(part, letterhead, path, presses) });
    }
  },
  count * 60 + 60_000,
);
afterAll(async () => {
  await Promise.all(presses.map((press) => press.close()));
  rmSync(folder, { recursive: true });
});

/** Without white space, which a long line gets where it breaks, and with one form for each letter. */
const squeezed = (text: string): string => text.normalize('NFC').replace(/\s/g, '');

const CODE = /[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}/g;

test(
  `each of ${count} awkward recipients has pages with what is theirs, and nothing of anybody else`,
  async () => {
    let index = 0;
    for (const { letters, batch, path } of printed) {
      const pages = (await readPages(path)).map(textOf);
      expect(pages).toHaveLength(batch.pages);
      let page = 0;
      for (const [place, letter] of letters.entries()) {
        const range = batch.ranges[place];
        expect(range).toMatchObject({ letterCode: letter.letterCode, firstPage: page + 1 });
        page = range?.lastPage ?? 0;
        const own = pages.slice((range?.firstPage ?? 1) - 1, page);
        const whole = squeezed(own.join(''));
        for (const line of letter.addressLines) expect(whole).toContain(squeezed(line));
        expect(whole).toContain(squeezed(letter.salutation));
        expect(new Set(own.join(' ').match(/REF-\d+-EINDE/g))).toEqual(new Set([letter.reference]));
        // A name that looks like a code is still a name: it is in the address and nowhere else.
        const names = new Set(letter.addressLines.join(' ').match(CODE));
        for (const text of own) {
          const codes = new Set([...(text.match(CODE) ?? [])].filter((code) => !names.has(code)));
          expect(codes).toEqual(new Set([formatLetterCode(letter.letterCode)]));
        }
        phrases.forEach((phrase, element) => {
          expect(whole.includes(squeezed(phrase))).toBe(hasPhrase(index % arms.length, element));
        });
        index += 1;
      }
      expect(page).toBe(batch.pages);
    }
    expect(index).toBe(count);
  },
  count * 60 + 60_000,
);

test('both ways are taken: laid over the sheet of the arm, and printed by itself', () => {
  const alone = printed.reduce((sum, { batch }) => sum + batch.printed, 0);
  expect(alone).toBeGreaterThan(count / 20);
  expect(alone).toBeLessThan((3 * count) / 4);
});

test('addresses are on paper as the post wants them', () => {
  const abroad = people.find(({ country }) => country === 'BELGIË');
  const box = people.find(({ street }) => street === 'Postbus');
  expect(addressLines(abroad ?? personOf(0))).toEqual(['Wetstraat 16', '1000 BRUSSEL', 'BELGIË']);
  expect(addressLines(box ?? personOf(0))).toEqual(['Postbus 2', '1001 AB  UTRECHT']);
});

test.runIf(spawnSync('pdffonts', ['-v']).error === undefined)(
  'all fonts are inside all batches (needs pdffonts)',
  () => {
    for (const { path } of printed) {
      const fonts = spawnSync('pdffonts', [path], { encoding: 'utf8' })
        .stdout.split('\n')
        .slice(2)
        .filter(Boolean);
      expect(fonts.length).toBeGreaterThan(0);
      // Columns: name, type, encoding, emb, sub, uni, object.
      expect(fonts.filter((line) => !/ yes (yes|no) {1,2}(yes|no) /.test(line))).toEqual([]);
    }
  },
);

test.runIf(
  spawnSync('pdftoppm', ['-v']).error === undefined &&
    spawnSync('zbarimg', ['--version']).error === undefined,
)('the code to scan is the code that is printed (needs pdftoppm and zbarimg)', () => {
  for (const { letters, batch, path } of printed) {
    for (const place of [0, 7, 123, letters.length - 1]) {
      const letter = letters[place];
      const page = String(batch.ranges[place]?.firstPage ?? 0);
      const picture = join(folder, 'page');
      spawnSync('pdftoppm', ['-r', '200', '-png', '-singlefile', '-f', page, '-l', page, path, picture]);
      const { stdout } = spawnSync('zbarimg', ['-q', '--raw', `${picture}.png`], { encoding: 'utf8' });
      expect(stdout.trim()).toBe(`${letter?.letterUrl}/${letter?.letterCode}`);
    }
  }
});
