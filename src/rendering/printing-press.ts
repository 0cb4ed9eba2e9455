import puppeteer, { type Browser, type Page } from 'puppeteer';

/** What a press needs to know of the machine. */
export interface PressOptions {
  readonly chromiumPath: string;
  readonly chromiumArguments: readonly string[];
}

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Chromium's own talk with the outside, all of it off: it prints, and has no business on a network. */
const QUIET = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--font-render-hinting=none',
];

/** Long for fifty letters, short for a browser that hangs. */
const PRINT_TIMEOUT_MS = 120_000;

/** One Chromium that turns HTML into PDF. It runs no scripts, opens no files and reaches no network. */
export class PrintingPress {
  private browser: Promise<Browser> | undefined;

  constructor(private readonly options: PressOptions) {}

  private running(): Promise<Browser> {
    this.browser ??= puppeteer
      .launch({
        executablePath: this.options.chromiumPath,
        args: [...QUIET, ...this.options.chromiumArguments],
        // Over a pipe and not a port: the browser ends with the process that started it, also when that is killed.
        pipe: true,
        handleSIGINT: false,
        handleSIGTERM: false,
      })
      .then((browser) => {
        // A browser that crashed or was killed is started anew for the next document.
        browser.once('disconnected', () => (this.browser = undefined));
        return browser;
      })
      .catch((error: unknown) => {
        // Neither is a start that failed kept: the next document tries again.
        this.browser = undefined;
        throw error;
      });
    return this.browser;
  }

  /**
   * A browser that goes down on the way is started anew, once: it has no part in the document.
   * @param tagged with tags for screen readers and an outline of its headings
   * @returns the PDF
   */
  async print(html: string, tagged = true): Promise<Uint8Array> {
    return this.onPage(html, (page) =>
      page.pdf({
        preferCSSPageSize: true,
        printBackground: true,
        tagged,
        outline: tagged,
        timeout: PRINT_TIMEOUT_MS,
      }),
    );
  }

  /**
   * A picture of a page, as large as its content.
   * @param width in CSS pixels; the picture has twice as many, for sharp screens and for print
   * @returns the bytes of a PNG
   */
  async picture(html: string, width: number): Promise<Uint8Array> {
    return this.onPage(html, async (page) => {
      await page.setViewport({ width, height: 100, deviceScaleFactor: 2 });
      return page.screenshot({ type: 'png', fullPage: true });
    });
  }

  /**
   * A picture of exactly this size, one pixel for each of CSS.
   * @returns the bytes of a PNG
   */
  async card(html: string, size: PictureSize): Promise<Uint8Array> {
    return this.onPage(html, async (page) => {
      await page.setViewport({ ...size, deviceScaleFactor: 1 });
      return page.screenshot({ type: 'png', clip: { x: 0, y: 0, ...size } });
    });
  }

  private async onPage<T>(html: string, work: (page: Page) => Promise<T>): Promise<T> {
    const browser = await this.running();
    try {
      return await this.onPageOf(browser, html, work);
    } catch (error) {
      if (browser.connected) throw error;
      return this.onPageOf(await this.running(), html, work);
    }
  }

  private async onPageOf<T>(browser: Browser, html: string, work: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.newPage();
    try {
      await page.setJavaScriptEnabled(false);
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        const inside = request.url().startsWith('data:') || request.url() === 'about:blank';
        void (inside ? request.continue() : request.abort('accessdenied')).catch(() => undefined);
      });
      await page.setContent(html, { waitUntil: 'load', timeout: PRINT_TIMEOUT_MS });
      return await work(page);
    } finally {
      await page.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const browser = await this.browser?.catch(() => undefined);
    this.browser = undefined;
    await browser?.close().catch(() => undefined);
  }
}
