import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../core/domain-error.js';
import { checkLetters, type TechniqueStatus } from '../trials/protocol/letter-texts.js';
import type { Protocol } from '../trials/protocol/protocol.js';
import { invalidProtocol, readProtocol } from '../trials/protocol/read-protocol.js';
import { resolveProtocol } from '../trials/protocol/resolve-protocol.js';

/** A trial as files: protocol.yaml, letters/, recipients.csv, responses.csv, undeliverables.csv, and out/ for what comes of it. */
export class TrialFolder {
  readonly protocolPath: string;
  readonly recipientsPath: string;
  readonly responsesPath: string;
  readonly undeliverablesPath: string;
  readonly outPath: string;

  /** @throws DomainError `folder:not-found`, `folder:no-protocol` */
  constructor(readonly path: string) {
    this.protocolPath = join(path, 'protocol.yaml');
    this.recipientsPath = join(path, 'recipients.csv');
    this.responsesPath = join(path, 'responses.csv');
    this.undeliverablesPath = join(path, 'undeliverables.csv');
    this.outPath = join(path, 'out');
    if (!existsSync(path) || !statSync(path).isDirectory()) {
      throw new DomainError('not-found', 'folder:not-found', { folder: path });
    }
    if (!existsSync(this.protocolPath))
      throw new DomainError('not-found', 'folder:no-protocol', { folder: path });
  }

  get hasRecipients(): boolean {
    return existsSync(this.recipientsPath);
  }

  get hasResponses(): boolean {
    return existsSync(this.responsesPath);
  }

  get hasUndeliverables(): boolean {
    return existsSync(this.undeliverablesPath);
  }

  /**
   * The protocol, checked in all that can be checked before it is registered.
   * @throws DomainError `trials:protocol-…` with a line for each mistake
   */
  readProtocol(statusOf: TechniqueStatus): Protocol {
    const { file, locate } = readProtocol(readFileSync(this.protocolPath, 'utf8'));
    const resolved = resolveProtocol(file, (name) => {
      const path = join(this.path, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    });
    if (!resolved.ok) throw invalidProtocol(locate(resolved.issues));
    const issues = checkLetters(resolved.protocol, statusOf);
    if (issues.length > 0) throw invalidProtocol(locate(issues));
    return resolved.protocol;
  }

  /** The path of a file in out/, whose folder is made when it is not there. */
  out(...names: string[]): string {
    const path = join(this.outPath, ...names);
    mkdirSync(join(path, '..'), { recursive: true });
    return path;
  }
}
