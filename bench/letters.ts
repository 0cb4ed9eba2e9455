import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { letterCodeFor } from '../src/core/post/letter-code.js';
import { chromiumArguments } from '../src/platform/chromium/chromium-arguments.js';
import { findChromium } from '../src/platform/chromium/find-chromium.js';
import {
  lettersDocument,
  type FixedLetter,
  type Letterhead,
  type LetterInput,
} from '../src/rendering/letter-page.js';
import { PrintingPress } from '../src/rendering/printing-press.js';
import { renderBatch } from '../src/rendering/render-batch.js';

/** Letters of one page printed in one way. */
export interface LetterSpeed {
  readonly letters: number;
  readonly lettersASecond: number;
  readonly bytesALetter: number;
  /** Highest sum of the memory of this process and all that it started, in megabytes. */
  readonly peakMegabytes: number;
}

export interface LetterFigures {
  readonly naive: LetterSpeed;
  readonly pipeline: LetterSpeed;
  /** Letters whose text has a merge field in it: each is printed by itself, some in a document. */
  readonly merged: LetterSpeed;
  /** Undefined where WeasyPrint is not there. */
  readonly weasyPrint: (LetterSpeed & { readonly version: string }) | undefined;
}

const letterhead: Letterhead = {
  organisation: 'Dienst Voorbeeld',
  returnAddress: 'Retouradres: Postbus 1, 1000 AA Amsterdam',
  contact: 'www.voorbeeld.example',
  colour: '#154273',
};
const paragraph =
  'Wij vragen u het formulier in te vullen. Dat kost ongeveer tien minuten. Stuur het terug vóór 1 april 2026. Hebt u vragen? Bel ons op werkdagen tussen 8.00 en 20.00 uur.';

const fixedOf = (arm: number): FixedLetter => ({
  date: '9 maart 2026',
  subject: 'Uw formulier',
  body: `<p>${paragraph} Dit is brief ${arm}.</p>${`<p>${paragraph}</p>`.repeat(3)}`,
  signature: 'Team Voorbeeld\nDienst Voorbeeld',
  letterUrl: 'https://voorbeeld.example/uw-brief',
  disclosureLine: 'Wij sturen verschillende versies van deze brief, en vergelijken welke het best werkt.',
});
const arms = Array.from({ length: 8 }, (_, arm) => fixedOf(arm));
const surnames = ['Jansen', 'De Vries', 'Van den Berg', 'Bakker', 'Visser', 'Yılmaz', 'Łukasz', 'Ünal'];

function letterOf(index: number, isMerged: boolean): LetterInput {
  const fixed = arms[index % arms.length] ?? fixedOf(0);
  const surname = surnames[index % surnames.length] ?? '';
  const number = 1 + (index % 300);
  return {
    ...fixed,
    ...(isMerged ? { body: `${fixed.body}<p>Uw kenmerk is REF-${index}.</p>` } : { fixed }),
    letterCode: letterCodeFor(new Uint8Array(32), `bench ${index}`),
    addressLines: [`Mevr. A. ${surname}`, `Dorpsstraat ${number}`, `${1000 + (index % 8000)} AB  UTRECHT`],
    kix: `${1000 + (index % 8000)}AB${number}`,
    reference: `REF-${index}`,
    salutation: `Geachte mevrouw ${surname},`,
  };
}

const lettersOf = (count: number, isMerged = false): LetterInput[] =>
  Array.from({ length: count }, (_, index) => letterOf(index, isMerged));

/** Memory of this process and of all that it started: each one's share of what they have in common, in megabytes. */
function memoryOfFamily(): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (at === process.pid) return true;
    return false;
  };
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return Math.round(kilobytes / 1024);
}

const SAMPLE_MS = 250;

async function measure(letters: number, print: () => Promise<number>): Promise<LetterSpeed> {
  globalThis.gc?.();
  let peak = memoryOfFamily();
  const timer = setInterval(() => (peak = Math.max(peak, memoryOfFamily())), SAMPLE_MS);
  const start = performance.now();
  try {
    const bytes = await print();
    const seconds = (performance.now() - start) / 1000;
    return {
      letters,
      lettersASecond: Math.round((letters / seconds) * 10) / 10,
      bytesALetter: Math.round(bytes / letters),
      peakMegabytes: Math.max(peak, memoryOfFamily()),
    };
  } finally {
    clearInterval(timer);
  }
}

/** Runs on, so that memory is sampled meanwhile. */
const run = (command: string, words: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn(command, words, { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', (status) => (status === 0 ? resolve() : reject(new Error(`${command}: ${status}`))));
  });

const parts = <T>(all: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, part) =>
    all.slice(part * size, (part + 1) * size),
  );

/** Letters in a batch, as the service makes them. */
const A_BATCH = 500;
/** What was the best for WeasyPrint. */
const A_WEASYPRINT_DOCUMENT = 100;

async function pipeline(letters: readonly LetterInput[], folder: string): Promise<LetterSpeed> {
  const presses = await openPresses(2);
  try {
    // The browsers are there, as they are in a worker; the sheets are part of what is measured.
    await Promise.all(presses.map((press) => press.print('<p>warm</p>')));
    return await measure(letters.length, async () => {
      let bytes = 0;
      for (const [index, part] of parts(letters, A_BATCH).entries())
        bytes += (await renderBatch(part, letterhead, join(folder, `batch-${index}.pdf`), presses)).bytes;
      return bytes;
    });
  } finally {
    await Promise.all(presses.map((press) => press.close()));
  }
}

async function naive(letters: readonly LetterInput[]): Promise<LetterSpeed> {
  const [press] = await openPresses(1);
  if (press === undefined) throw new Error('no press');
  try {
    await press.print('<p>warm</p>');
    return await measure(letters.length, async () => {
      let bytes = 0;
      for (const letter of letters)
        bytes += (await press.print(lettersDocument([letter], letterhead))).length;
      return bytes;
    });
  } finally {
    await press.close();
  }
}

async function weasyPrint(
  letters: readonly LetterInput[],
  folder: string,
): Promise<LetterFigures['weasyPrint']> {
  const { stdout, error } = spawnSync('weasyprint', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  const documents = parts(letters, A_WEASYPRINT_DOCUMENT).map((part, index) => {
    const html = join(folder, `weasyprint-${index}.html`);
    writeFileSync(html, lettersDocument(part, letterhead));
    return { html, pdf: join(folder, `weasyprint-${index}.pdf`) };
  });
  const speed = await measure(letters.length, async () => {
    let bytes = 0;
    for (const { html, pdf } of documents) {
      await run('weasyprint', ['-q', html, pdf]);
      bytes += statSync(pdf).size;
    }
    return bytes;
  });
  return { ...speed, version: stdout.trim().split(' ').at(-1) ?? '' };
}

async function openPresses(count: number): Promise<PrintingPress[]> {
  const chromiumPath = await findChromium(process.env['PUPPETEER_EXECUTABLE_PATH']);
  return Array.from(
    { length: count },
    () => new PrintingPress({ chromiumPath, chromiumArguments: chromiumArguments() }),
  );
}

/**
 * Letters of one page (address, KIX, QR, four paragraphs, embedded typeface) in eight arms, printed one by one as a
 * plain user of Chromium would, by the service, and by WeasyPrint from the same HTML.
 * @param count letters for the service; the others print fewer, for as long as they need
 */
export async function benchLetters(count: number): Promise<LetterFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'openbrief-bench-letters-'));
  try {
    return {
      naive: await naive(lettersOf(Math.ceil(count / 100))),
      pipeline: await pipeline(lettersOf(count), folder),
      merged: await pipeline(lettersOf(Math.ceil(count / 10), true), folder),
      weasyPrint: await weasyPrint(lettersOf(Math.ceil(count / 50)), folder),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
