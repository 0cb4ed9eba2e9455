import Handlebars from 'handlebars';
import { DomainError } from '../../core/domain-error.js';
import { letterInFrame } from '../letter-frame.js';
import type { DraftTexts } from './draft-texts.js';

const bare = (lang: string, text: string): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${text}</title><style>body{font:1rem/1.5 sans-serif;padding:1rem;color:#222;background:#fff}</style></head><body><p>${text}</p></body></html>`;

/** How long a letter is for its readers, and how long it may be. */
export interface LetterPages {
  /** For the shortest, a typical and the longest name and address. */
  readonly pages: readonly number[];
  readonly limit: number | undefined;
}

/** How long a letter is, in words. */
function pagesText({ pages, limit }: LetterPages, texts: DraftTexts): string {
  const [shortest = 0] = pages;
  const longest = Math.max(0, ...pages);
  if (limit !== undefined && longest > limit)
    return texts.say('preview.pages-over', { longest, limit, over: longest - limit });
  if (shortest !== longest) return texts.say('preview.pages-uneven', { shortest, longest });
  return texts.say('preview.pages', { count: longest });
}

/**
 * A letter for the frame with its number of pages over it, or a line that says why there is none yet. Where it can't be
 * printed, nothing is said of its length.
 */
export async function previewPage(
  letter: () => Promise<string>,
  pages: () => Promise<LetterPages>,
  texts: DraftTexts,
): Promise<string> {
  try {
    const html = letterInFrame(await letter());
    const note = await pages().catch(unlessDomain);
    return note === undefined
      ? html
      : html.replace(
          /<body>/,
          () =>
            `<body><p lang="${texts.language}" style="font:600 14px/1.4 sans-serif;margin:0 0 8mm;padding:3mm 4mm;background:#eef3f5;color:#17212b">${Handlebars.escapeExpression(pagesText(note, texts))}</p>`,
        );
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return bare(texts.language, Handlebars.escapeExpression(texts.say('preview-none')));
  }
}

function unlessDomain(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error;
}
