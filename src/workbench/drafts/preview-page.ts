import Handlebars from 'handlebars';
import { DomainError } from '../../core/domain-error.js';
import { letterInFrame } from '../letter-frame.js';
import type { DraftTexts } from './draft-texts.js';

const bare = (lang: string, text: string): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${text}</title><style>body{font:1rem/1.5 sans-serif;padding:1rem;color:#222;background:#fff}</style></head><body><p>${text}</p></body></html>`;

/** A letter for the frame, or a line that says why there is none yet. */
export async function previewPage(letter: () => Promise<string>, texts: DraftTexts): Promise<string> {
  try {
    return letterInFrame(await letter());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return bare(texts.language, Handlebars.escapeExpression(texts.say('preview-none')));
  }
}
