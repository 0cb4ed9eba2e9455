import { Injectable } from '@nestjs/common';
import type { Language } from '../../platform/i18n/language.js';
import { Clock } from '../../platform/process/time-and-chance.js';
import { PiecedPage } from '../../platform/web/pieced-page.js';
import type { LetterPlace } from './your-letter.service.js';

/** Some 60 kB each: the arms of the trials whose letters are being looked up these days. */
const KEPT = 200;

interface Kept {
  readonly stamp: string;
  readonly page: Promise<PiecedPage>;
}

/**
 * The pages of letters of one arm, which differ by the code alone: rendered once, for as long as nothing has changed
 * that an open page shows, and for the minute of the clock in which it was done.
 */
@Injectable()
export class KeptLetterPages {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  /** @param make the page of this arm, with marks for what is the reader's own */
  page(place: LetterPlace, language: Language, make: () => Promise<PiecedPage>): Promise<PiecedPage> {
    const { trialId, arm, objected, changes } = place;
    const key = `${language} ${trialId} ${arm} ${objected}`;
    const stamp = `${changes} ${Math.floor(this.clock.now().getTime() / 60_000)}`;
    const before = this.kept.get(key);
    if (before?.stamp === stamp) return before.page;
    const page = make();
    this.kept.delete(key);
    this.kept.set(key, { stamp, page });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    // The next reader tries again.
    page.catch(() => this.kept.delete(key));
    return page;
  }
}
