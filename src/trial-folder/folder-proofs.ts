import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import { commandLine } from '../accounts/actor.js';
import { DomainError } from '../core/domain-error.js';
import type { ArmProof } from '../mailings/print-proofs.js';
import { pagesOver } from '../mailings/proof-lengths.js';
import { ProofsService, type ProofApproval } from '../mailings/proofs.service.js';
import { TechniquesService } from '../techniques/techniques.service.js';
import { documentHash } from '../trials/protocol/protocol-hash.js';
import { TrialsService } from '../trials/trials.service.js';
import { TrialFolder } from './trial-folder.js';

/** The proof of one arm, as a file in the folder. */
export interface WrittenProof {
  readonly arm: string;
  /** Path from the folder. */
  readonly file: string;
  /** For the shortest, a typical and the longest recipient. */
  readonly pages: readonly number[];
  /** Pages beyond those that the protocol allows, for the longest name and address. */
  readonly over: number;
  /** Characters of the letter itself that its typeface lacks. */
  readonly withoutFont: readonly string[];
  readonly sha256: string;
  /** Who approved this very letter; null when nobody did. */
  readonly approvedBy: ProofApproval['by'] | null;
}

/** Proofs of a trial in a folder: of the letters in its files, whether they are registered or not. */
@Injectable()
export class FolderProofs {
  constructor(
    private readonly techniques: TechniquesService,
    private readonly trials: TrialsService,
    private readonly proofs: ProofsService,
  ) {}

  /**
   * Writes `out/proofs/ARM.pdf` for every arm that gets a letter.
   * @param approvedBy records that this person approved them; only of what is registered
   * @throws DomainError `mailings:proofs-not-registered`, and what `ProofsService.approve` throws
   */
  async write(path: string, approvedBy?: string): Promise<WrittenProof[]> {
    const folder = new TrialFolder(path);
    const protocol = folder.readProtocol((technique) => this.techniques.statusOf(technique));
    const known = await this.trials.findByAddress(protocol.organisation.slug, protocol.trial);
    const trial = known?.protocolHash === documentHash(protocol).toString('hex') ? known : undefined;
    const printed =
      trial === undefined ? await this.proofs.printDraft(protocol) : await this.proofs.print(trial);
    const files = printed.map((proof) => this.writeOne(folder, proof));
    if (approvedBy !== undefined) {
      if (trial === undefined) throw new DomainError('conflict', 'mailings:proofs-not-registered');
      const seen = new Map(printed.map(({ arm, sha256 }) => [arm, sha256]));
      await this.proofs.approve(trial.id, approvedBy, seen, commandLine);
    }
    const listed = trial === undefined ? [] : await this.proofs.list(trial);
    return printed.map(({ arm, pages, sha256, withoutFont }, place) => ({
      arm,
      file: files[place] ?? '',
      pages,
      over: pagesOver(protocol, pages),
      withoutFont,
      sha256,
      approvedBy: listed.find((one) => one.arm === arm)?.approval?.by ?? null,
    }));
  }

  private writeOne(folder: TrialFolder, { arm, pdf }: ArmProof): string {
    mkdirSync(join(folder.outPath, 'proofs'), { recursive: true });
    const file = join(folder.outPath, 'proofs', `${arm}.pdf`);
    writeFileSync(file, pdf);
    return relative(folder.path, file);
  }
}
