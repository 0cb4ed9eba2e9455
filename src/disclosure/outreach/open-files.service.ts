import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../core/domain-error.js';
import { PressesService } from '../../mailings/presses.service.js';
import { projectRoot } from '../../platform/process/project-root.js';
import { placeOf, TryLimit } from '../../platform/process/try-limit.js';
import { fontFaces } from '../../rendering/letter-fonts.js';
import type { PictureSize, PrintingPress } from '../../rendering/printing-press.js';

/** Some hundred kilobytes each: what was made stays at hand, however many ask for it. */
const KEPT_FILES = 100;

/** New files for one place in a quarter of an hour: all of a trial in both languages, and some chapters. */
const MOST_FILES = 30;

/** A browser makes two or three a second. Who comes when so many wait is told to come back, and not kept waiting. */
const MOST_WAITING = 20;

/** How a file looks on paper, beside the stylesheet of the pages. */
export type PaperStyle = 'report' | 'chapter' | 'press' | 'bars' | 'poster' | 'hand-out' | 'card';

/** Both typefaces of the pages, with their files inside: the press reaches no network. */
function withFonts(html: string, styles: readonly PaperStyle[]): string {
  const serif = fontFaces(html, 'source-serif-4').replaceAll('"Letter"', '"Letter Serif"');
  const css = styles.map((name) =>
    readFileSync(join(projectRoot, 'templates/report', `${name}.css`), 'utf8'),
  );
  const style = `<style>${fontFaces(html)}${serif}${css.join('\n')}</style></head>`;
  return html.replace('</head>', () => style);
}

/**
 * Files for the public that a browser has to make: PDF and pictures. Each is made once for its content, so that a new
 * version of a trial has a new file and an old one never stands in its place.
 */
@Injectable()
export class OpenFiles {
  private readonly kept = new Map<string, Promise<Buffer>>();
  /** One after the other, on a browser that letters are not waiting for. */
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly presses: PressesService,
    private readonly limit: TryLimit,
  ) {}

  /**
   * @param html a page as it is kept as a file
   * @param styles read in this order, after the pages' own
   * @param address IP address of who asks, for the limit alone
   * @returns a PDF with tags and an outline
   * @throws DomainError `outreach:too-many`, `platform:no-chromium`
   */
  pdf(html: string, styles: readonly PaperStyle[], address: string): Promise<Buffer> {
    // Nothing is folded on paper, and nobody can open it there.
    const whole = withFonts(html.replaceAll('<details class="more">', '<details class="more" open>'), styles);
    return this.file(whole, address, (press) => press.print(whole));
  }

  /**
   * @param html a document of its own
   * @returns a PNG of exactly this size
   * @throws as `pdf`
   */
  picture(html: string, size: PictureSize, address: string): Promise<Buffer> {
    const whole = withFonts(html, ['card']);
    return this.file(whole, address, (press) => press.card(whole, size));
  }

  private async file(
    html: string,
    address: string,
    make: (press: PrintingPress) => Promise<Uint8Array>,
  ): Promise<Buffer> {
    const key = createHash('sha256').update(html).digest('hex');
    const known = this.kept.get(key);
    if (known !== undefined) {
      // Again the newest: the oldest goes first.
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    if (this.waiting >= MOST_WAITING) throw new DomainError('too-many', 'outreach:too-many', { minutes: 1 });
    await this.limit.book(
      [{ name: 'open-file', of: [placeOf(address)], most: MOST_FILES }],
      'outreach:too-many',
    );
    return this.kept.get(key) ?? this.begin(key, make);
  }

  private begin(key: string, make: (press: PrintingPress) => Promise<Uint8Array>): Promise<Buffer> {
    this.waiting += 1;
    const made = this.last.then(async () => {
      const press = (await this.presses.all()).at(-1);
      if (press === undefined) throw new Error('There is no press');
      return Buffer.from(await make(press));
    });
    this.last = made.catch(() => undefined).finally(() => (this.waiting -= 1));
    this.kept.set(key, made);
    made.catch(() => this.kept.delete(key));
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_FILES && oldest !== undefined) this.kept.delete(oldest);
    return made;
  }
}
