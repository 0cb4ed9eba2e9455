import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { AllocationService } from '../allocation/allocation.service.js';
import { NO_BEACON } from '../core/randomisation/beacon.js';
import { DomainError } from '../core/domain-error.js';
import { FileStore } from '../platform/storage/file-store.js';
import { canonicalJson } from '../trials/protocol/protocol-hash.js';
import type { DrawRecord, TrialRecord } from '../trials/trial-record.js';
import { TrialsService } from '../trials/trials.service.js';
import { packHeader } from './pack-format.js';
import { packStream } from './write-pack.js';

/** The public verification packs, made once after the close and kept as files. */
@Injectable()
export class VerificationPacksService {
  constructor(
    private readonly trials: TrialsService,
    private readonly allocation: AllocationService,
    private readonly files: FileStore,
  ) {}

  /** Whether the trial has a draw that can be redone by now: drawn here, and its seed revealed. */
  async isThere(trial: TrialRecord): Promise<boolean> {
    if (trial.protocol.allocation === 'external') return false;
    return (await this.trials.draw(trial.id)).seed !== null;
  }

  /**
   * The name of the pack in the file store; it is made when it is not there yet.
   * @throws DomainError `randomisation:pack-not-there` before the close, and for what was randomised elsewhere
   */
  async fileOf(trial: TrialRecord): Promise<string> {
    const draw = await this.trials.draw(trial.id);
    if (draw.seed === null || trial.protocol.allocation === 'external') {
      throw new DomainError('not-found', 'randomisation:pack-not-there');
    }
    const name = `${trial.id}/verification-pack.jsonl.gz`;
    if (!(await this.files.has(name))) await this.make(trial, draw, name);
    return name;
  }

  private async make(trial: TrialRecord, draw: DrawRecord, name: string): Promise<void> {
    // The draw hangs on the version that was in force, whatever was amended since.
    const versions = await this.trials.versions(trial.id);
    const registered = versions.find(({ hash }) => hash === draw.protocolHash);
    if (registered === undefined || draw.seed === null) {
      throw new DomainError('not-found', 'trials:not-found');
    }
    const byArm = await this.allocation.byArm(trial.id);
    const recipients = byArm.reduce((sum, { n }) => sum + n, 0);
    const header = packHeader(
      canonicalJson(registered.document),
      Buffer.from(draw.seed, 'hex'),
      recipients,
      draw.beacon ?? NO_BEACON,
      draw.list?.sha256 ?? null,
    );
    const unfinished = `${name}.${process.pid}.part`;
    const arms = registered.document.arms.map(({ id }) => id);
    await this.files.write(unfinished, (path) =>
      this.allocation.withPackRows(trial.id, arms, (rows) =>
        pipeline(packStream(header, rows), createWriteStream(path)),
      ),
    );
    await this.files.rename(unfinished, name);
  }
}
