import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '../platform/configuration/configuration.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { letterCodeFor } from '../core/post/letter-code.js';
import { lettersDocument } from '../rendering/letter-page.js';
import { letterOfArm, mergeFieldsOf } from '../trials/protocol/letter-texts.js';
import type { Protocol, ProtocolArm } from '../trials/protocol/protocol.js';
import { TrialsService } from '../trials/trials.service.js';
import { letterInput } from './letter-input.js';
import { proofRecipient } from './proof-recipients.js';
import { letterheadOf, trialLetters, type Sender } from './trial-letters.js';

/** A letter that an organisation has, to show a letterhead on. */
export interface OwnLetter {
  readonly protocol: Protocol;
  /** The group whose letter it is. */
  readonly arm: ProtocolArm;
  /** HTML, as letters are printed from it. */
  html(letterhead: Readonly<Record<string, unknown>>): string;
}

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
  constructor(
    private readonly trials: TrialsService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The first letter of the newest trial whose letters are made here, to nobody; undefined where there is none. */
  async ownLetter(organisationId: string): Promise<OwnLetter | undefined> {
    const { publicUrl } = this.configuration;
    const trials = await this.trials.ofOrganisation(organisationId);
    for (const { kind, protocol } of trials) {
      if (kind === 'rehearsal' || protocol.letter.sentBy !== 'openbrief') continue;
      const { name, contact } = protocol.organisation;
      const index = protocol.arms.findIndex((arm) => letterOfArm(protocol, arm) !== undefined);
      const arm = protocol.arms[index];
      if (arm === undefined) continue;
      return {
        protocol,
        arm,
        html: (letterhead) => {
          const letters = trialLetters(protocol, { name, contact, letterhead }, publicUrl);
          const letter = letters.arms.get(index);
          if (letter === undefined) throw new TypeError('An arm with a letter has none.');
          const code = letterCodeFor(NO_KEY, arm.id);
          const recipient = proofRecipient('typical', code, mergeFieldsOf(protocol), []);
          return lettersDocument([letterInput(recipient, letter)], letters.letterhead);
        },
      };
    }
    return undefined;
  }

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
