import Handlebars from 'handlebars';
import { DomainError } from '../../core/domain-error.js';
import type { DraftTexts } from './draft-texts.js';

/** On a screen a letter is a sheet in a frame: its own width, made smaller until it fits. */
const onScreen = `@media screen{html{background:#fff}body{width:166mm;margin:12mm 22mm;zoom:.36}
@media (min-width:24rem){body{zoom:.48}}@media (min-width:30rem){body{zoom:.6}}@media (min-width:37rem){body{zoom:.72}}@media (min-width:48rem){body{zoom:.95}}}`;

const bare = (lang: string, text: string): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${text}</title><style>body{font:1rem/1.5 sans-serif;padding:1rem;color:#222;background:#fff}</style></head><body><p>${text}</p></body></html>`;

/** A letter for the frame, or a line that says why there is none yet. */
export async function previewPage(letter: () => Promise<string>, texts: DraftTexts): Promise<string> {
  try {
    return (await letter()).replace('</head>', `<style>${onScreen}</style></head>`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return bare(texts.language, Handlebars.escapeExpression(texts.say('preview-none')));
  }
}
