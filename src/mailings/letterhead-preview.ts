import { Injectable } from '@nestjs/common';
import { letterCodeFor } from '../core/post/letter-code.js';
import { lettersDocument } from '../rendering/letter-page.js';
import { letterInput } from './letter-input.js';
import { proofRecipient } from './proof-recipients.js';
import { letterheadOf, type Sender } from './trial-letters.js';

/** Words for a letter that is nobody's. */
export interface SampleWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** As it is printed. */
  readonly date: string;
  /** Where "Uw brief" is. */
  readonly letterUrl: string;
  readonly disclosureLine: string;
}

/** No trial has this key: the code on a sample opens nothing. */
const NO_KEY = new Uint8Array(32);

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A letterhead on a letter to nobody, before it is kept. */
@Injectable()
export class LetterheadPreview {
  /** @returns HTML, as letters are printed from it */
  show(sender: Sender, words: SampleWords): string {
    const fixed = {
      subject: words.subject,
      date: words.date,
      body: words.paragraphs.map((text) => `<p>${escape(text)}</p>`).join(''),
      signature: `${sender.contact.name}\n${sender.name}`,
      letterUrl: words.letterUrl,
      disclosureLine: words.disclosureLine,
    };
    const letter = letterInput(proofRecipient('typical', letterCodeFor(NO_KEY, 'sample'), [], []), {
      ...fixed,
      fill: () => fixed.body,
      fixed,
    });
    return lettersDocument([letter], letterheadOf(sender));
  }
}
