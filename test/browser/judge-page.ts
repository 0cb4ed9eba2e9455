import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer';
import { languages, type Language } from '../../src/platform/i18n/language.js';

export const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Screenshots are kept where CI collects them, when it says where. */
const artefacts = process.env['TEST_ARTEFACTS'];

/** What to look at beside the one thing that is asked for; each rule costs its time on each page. */
type Depth = 'all' | 'all-and-colours' | 'room';

/** Rules whose answer follows from the width: all others give the same one at each. */
const roomRules = ['target-size', 'scrollable-region-focusable'];

/**
 * A page is judged whole where its narrow and its wide parts are shown, in the first language; colours once in each
 * scheme. What is the same in the other language, since the templates are the same, is not judged again.
 */
export const views: readonly {
  readonly width: number;
  readonly depth: Readonly<Record<Language, Depth>>;
}[] = [
  { width: 320, depth: { nl: 'all', en: 'room' } },
  { width: 768, depth: { nl: 'room', en: 'room' } },
  { width: 1280, depth: { nl: 'all-and-colours', en: 'all-and-colours' } },
];

/** A tab that pages are opened in one after another; a new one for each would cost more than the page. */
export interface Tab {
  readonly page: Page;
  /** What the browser complained of since the last page was opened. */
  readonly complaints: string[];
}

export async function openTab(browser: Browser): Promise<Tab> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A page that refuses something is answered with its status; the browser reports that as an error of its own.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** Opens a page with all that is folded away in it opened: axe does not look at what is hidden. */
export async function openPage({ page, complaints }: Tab, address: string): Promise<void> {
  complaints.length = 0;
  const answer = await page.goto(address, { waitUntil: 'load' });
  if (![200, 304].includes(answer?.status() ?? 0)) throw new Error(`${answer?.status()} for ${address}`);
  await page.evaluate('document.fonts.ready');
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
  await page.evaluate(axe.source);
}

/**
 * Gives a page another width and waits until it is laid out so. The page itself tells only after its layout which regions
 * have something to scroll; judged before that, it is neither the one nor the other.
 */
export async function widen(page: Page, width: number): Promise<void> {
  await page.setViewport({ width, height: 900 });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** axe in the page itself: one page is then looked at in every width without loading it again. */
export async function judge(page: Page, depth: Depth): Promise<AxeResults['violations']> {
  const options = {
    runOnly: depth === 'room' ? { type: 'rule', values: roomRules } : { type: 'tag', values: standards },
    ...(depth !== 'room' && { rules: { 'color-contrast': { enabled: depth === 'all-and-colours' } } }),
    resultTypes: ['violations'],
    // A letter in a frame has a page of its own, and can run nothing.
    iframes: false,
  };
  const results = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return (results as AxeResults).violations;
}

const wordsOf = (violations: AxeResults['violations']): string[] =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);

/** Light in one language and dark in the other: the templates are the same. */
const schemeOf = (language: Language): 'light' | 'dark' => (language === languages[0] ? 'light' : 'dark');

async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (artefacts === undefined) return;
  await mkdir(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: true });
}

/** What is wrong with a page that is open: a violation at any width, sideways scrolling, or what the browser complained of. */
export async function faultsAtEveryWidth(
  { page, complaints }: Tab,
  name: string,
  language: Language,
): Promise<string[]> {
  const scheme = schemeOf(language);
  const faults: string[] = [];
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  for (const { width, depth } of views) {
    await widen(page, width);
    const at = `${width} pixels, ${scheme}:`;
    faults.push(...wordsOf(await judge(page, depth[language])).map((fault) => `${at} ${fault}`));
    await keepScreenshot(page, `${name}-${language}-${width}-${scheme}`);
    const sideways = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    if (sideways > 0) faults.push(`${at} scrolls sideways by ${sideways}`);
  }
  const shown = await page.evaluate('document.documentElement.lang');
  if (shown !== language) faults.push(`is in ${String(shown)}`);
  return [...faults, ...complaints];
}
