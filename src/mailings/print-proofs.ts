import { Injectable } from '@nestjs/common';
import { DomainError } from '../core/domain-error.js';
import { letterCodeFor } from '../core/post/letter-code.js';
import { printLetters } from '../rendering/print-letters.js';
import { mergeFieldsOf } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { letterInput } from './letter-input.js';
import { PressesService } from './presses.service.js';
import { proofKinds, proofRecipient, type FieldLengths } from './proof-recipients.js';
import type { TrialLetters } from './trial-letters.js';

/** The proof of one arm: its letter to the shortest, a typical and the longest recipient, in one tagged PDF. */
export interface ArmProof {
  readonly arm: string;
  /** Place of the arm in the protocol. */
  readonly index: number;
  /** Of the letter, as `trialLetters` has it; not of the PDF. */
  readonly sha256: string;
  readonly pdf: Uint8Array;
  /** Pages for each of the three, in the order of `proofKinds`. */
  readonly pages: readonly number[];
  /** Characters of the letter itself that its typeface lacks. */
  readonly withoutFont: readonly string[];
}

/** No trial has this key: the codes of proofs open nothing. */
const PROOF_KEY = new Uint8Array(32);

/** Prints the proofs of letters. */
@Injectable()
export class PrintProofs {
  constructor(private readonly presses: PressesService) {}

  /**
   * @param only one arm; all of them otherwise
   * @throws DomainError `mailings:no-proof` when there is no letter to prove
   */
  async print(
    protocol: Protocol,
    { letterhead, arms }: TrialLetters,
    lengths: readonly FieldLengths[],
    only?: string,
  ): Promise<ArmProof[]> {
    const wanted = [...arms].filter(([index]) => only === undefined || protocol.arms[index]?.id === only);
    if (wanted.length === 0) throw new DomainError('not-found', 'mailings:no-proof', { arm: only ?? '–' });
    const [press] = await this.presses.all();
    if (press === undefined) throw new DomainError('unavailable', 'platform:no-chromium');
    const fields = mergeFieldsOf(protocol);
    const proofs: ArmProof[] = [];
    for (const [index, letter] of wanted) {
      const arm = protocol.arms[index]?.id ?? '';
      const inputs = proofKinds.map((kind) => {
        const code = letterCodeFor(PROOF_KEY, `${arm} ${kind}`);
        return letterInput(proofRecipient(kind, code, fields, lengths), letter);
      });
      const { bytes, lengths: pages } = await printLetters(inputs, letterhead, press);
      proofs.push({ arm, index, sha256: letter.sha256, pdf: bytes, pages, withoutFont: letter.withoutFont });
    }
    return proofs;
  }
}
