import { Inject, Injectable } from '@nestjs/common';
import { checkTemplate } from '../core/composition/author-template.js';
import { DomainError } from '../core/domain-error.js';
import { letterCodeFor } from '../core/post/letter-code.js';
import { letterInput } from '../mailings/letter-input.js';
import { PrintProofs } from '../mailings/print-proofs.js';
import { requireDrawn, requireLengths } from '../mailings/proof-lengths.js';
import { proofRecipient } from '../mailings/proof-recipients.js';
import { trialLetters, type TrialLetters } from '../mailings/trial-letters.js';
import { OrganisationsService } from '../organisations/organisations.service.js';
import type { Configuration } from '../platform/configuration/configuration.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { lettersDocument } from '../rendering/letter-page.js';
import { mergeFieldsOf } from '../trials/protocol/letter-texts.js';
import type { Protocol, ProtocolArm } from '../trials/protocol/protocol.js';
import { FIRST_WAVE, wavesOf } from '../trials/protocol/wave-letters.js';
import type { ProtocolElement } from '../trials/protocol/protocol-schema.js';
import { isObject, listAt, textAt, valueAt } from './draft-content.js';
import type { DraftRecord } from './draft-record.js';
import { authored } from './read-form.js';
import { ReviewDrafts } from './review-drafts.js';

/** A letter of a draft that can be looked at. */
export interface PreviewChoice {
  readonly id: string;
  readonly name: ReturnType<typeof authored>;
}

/** Names the letter with every element in it, beside the arms. */
export const ALL_ELEMENTS = 'all-elements';

/** No trial has this key: the code on a preview opens nothing. */
const NO_KEY = new Uint8Array(32);

/** A letter changes at every save; what was counted longer ago is not asked again. */
const MOST_COUNTED = 500;

const isText = (text: string): boolean => text !== '' && checkTemplate(text, '').ok;

/** The letters of a draft as far as they are written: on the screen, and as a proof on paper. */
@Injectable()
export class DraftLetters {
  private readonly counted = new Map<string, readonly number[]>();

  constructor(
    private readonly organisations: OrganisationsService,
    private readonly reviews: ReviewDrafts,
    private readonly printProofs: PrintProofs,
    private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The arms whose letters can be looked at, as they would be registered. */
  async choices(draft: DraftRecord): Promise<PreviewChoice[]> {
    const { filled, invented } = await this.reviews.check(draft);
    const arms = invented.has('arms') || invented.has('factors') ? writtenArms(draft) : filled.arms;
    return arms.filter(({ letter }) => letter).map(({ id, name }) => ({ id, name }));
  }

  /**
   * One arm's letter as HTML, to an invented recipient.
   * @param arm its id; otherwise the letter with every element in it, which is what somebody who writes wants to see
   * @throws DomainError `drafts:no-letter` as long as the base letter is missing or can't be read
   */
  async preview(draft: DraftRecord, arm: string): Promise<string> {
    const { protocol, letters, index } = await this.letterOf(draft, arm);
    const letter = letters.arms.get(index);
    if (letter === undefined) throw new DomainError('not-found', 'drafts:no-letter');
    const recipient = proofRecipient('typical', letterCodeFor(NO_KEY, arm), mergeFieldsOf(protocol), []);
    return lettersDocument([letterInput(recipient, letter)], letters.letterhead);
  }

  /**
   * How many pages an arm's letter has, for the shortest, a typical and the longest name and address, and how many the
   * draft allows. It is printed for that; a letter that was counted before is not printed again.
   * @throws DomainError as `preview`; `platform:no-chromium`
   */
  async pages(
    draft: DraftRecord,
    arm: string,
  ): Promise<{ readonly pages: readonly number[]; readonly limit: number | undefined }> {
    const { protocol, letters, index } = await this.letterOf(draft, arm);
    const key = `${letters.arms.get(index)?.sha256 ?? ''} ${mergeFieldsOf(protocol).join(' ')}`;
    const known = this.counted.get(key);
    const limit = protocol.letter.pages;
    if (known !== undefined) return { pages: known, limit };
    const [proof] = await this.printProofs.print(protocol, letters, [], protocol.arms[index]?.id ?? '');
    const pages = proof?.pages ?? [];
    this.counted.set(key, pages);
    for (const old of this.counted.keys()) if (this.counted.size > MOST_COUNTED) this.counted.delete(old);
    return { pages, limit };
  }

  /**
   * Refuses a draft whose letters are longer than it allows or have a character that can't be drawn, in any wave. One
   * that is not complete has no letters yet.
   * @throws DomainError `mailings:proof-characters`, `mailings:proof-too-long`, `mailings:proof-page-more`
   */
  async requirePrintable(draft: DraftRecord): Promise<void> {
    const { protocol } = await this.reviews.check(draft);
    if (protocol?.letter.sentBy !== 'openbrief') return;
    const sender = await this.organisations.get(draft.organisationId);
    for (let wave = FIRST_WAVE; wave <= wavesOf(protocol); wave += 1) {
      const letters = trialLetters(protocol, sender, this.configuration.publicUrl, wave);
      const drawn = [...letters.arms].map(([index, { withoutFont }]) => ({
        arm: protocol.arms[index]?.id ?? '',
        withoutFont,
      }));
      requireDrawn(protocol, drawn);
      if (letters.arms.size > 0 && protocol.letter.pages !== undefined)
        requireLengths(protocol, await this.printProofs.print(protocol, letters, []));
    }
  }

  /** One arm's letter as it is printed, as a PDF. */
  async proof(draft: DraftRecord, arm: string): Promise<{ readonly arm: string; readonly pdf: Uint8Array }> {
    const { protocol, letters, index } = await this.letterOf(draft, arm);
    const [proof] = await this.printProofs.print(protocol, letters, [], protocol.arms[index]?.id ?? '');
    if (proof === undefined) throw new DomainError('not-found', 'drafts:no-letter');
    return proof;
  }

  private async letterOf(
    draft: DraftRecord,
    arm: string,
  ): Promise<{ readonly protocol: Protocol; readonly letters: TrialLetters; readonly index: number }> {
    const { filled, invented } = await this.reviews.check(draft);
    const base = textAt(draft.content, 'letter.base');
    if (!isText(base)) throw new DomainError('not-found', 'drafts:no-letter');
    const written = invented.has('arms') || invented.has('factors') ? writtenArms(draft) : filled.arms;
    const arms = [...written, withAllElements(draft)];
    const protocol: Protocol = {
      ...filled,
      letter: { ...filled.letter, subject: textAt(draft.content, 'letter.subject') || '…', base },
      elements: writtenElements(draft),
      arms,
      // As long as nobody chose a day, the letter bears today's.
      ...(invented.has('planning') && {
        planning: { ...filled.planning, mailing: dutchDate(this.clock.now()) },
      }),
    };
    const letters = trialLetters(
      protocol,
      await this.organisations.get(draft.organisationId),
      this.configuration.publicUrl,
    );
    const wanted = arms.findIndex(({ id, letter }) => id === arm && letter);
    return { protocol, letters, index: wanted === -1 ? arms.length - 1 : wanted };
  }
}

/** Elements whose text can be read already; one that is half written leaves its slot empty. */
function writtenElements({ content }: DraftRecord): ProtocolElement[] {
  return listAt(content, 'elements').flatMap((element) => {
    const text = textAt(element, 'text');
    const [id, slot] = [textAt(element, 'id'), textAt(element, 'slot')];
    if (id === '' || slot === '' || !isText(text)) return [];
    const name = authored(valueAt(element, 'name')) || id;
    return [{ id, slot, text, name, technique: textAt(element, 'technique'), claims: [] }];
  });
}

/** Arms that are not all right yet, as they stand. */
function writtenArms({ content }: DraftRecord): ProtocolArm[] {
  const arms = listAt(content, 'arms').flatMap((arm): ProtocolArm[] => {
    const id = textAt(arm, 'id');
    if (!isObject(arm) || id === '') return [];
    const elements = listAt(arm, 'elements').map(String);
    return [{ id, name: authored(arm['name']) || id, weight: 1, letter: arm['letter'] !== false, elements }];
  });
  return arms;
}

/** No arm of the trial: what has been written, all together. */
function withAllElements({ content }: DraftRecord): ProtocolArm {
  const elements = listAt(content, 'elements').map((element) => textAt(element, 'id'));
  return { id: ALL_ELEMENTS, name: '–', weight: 1, letter: true, elements };
}
