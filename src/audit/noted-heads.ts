import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** From this size on the older half is let go: the heads of each night are in the database and on pages. */
const MOST_BYTES = 4_000_000;

/** A line: when, the entry's number, its hash. */
const LINE = /^\S+ \d+ ([0-9a-f]{64})$/;

/**
 * Heads of the audit trail, kept in a file outside the database some seconds after each act: who removes entries there
 * can't reach them here, unless they have the machine as well.
 */
export class NotedHeads {
  readonly file: string;
  private last: string | undefined;

  constructor(dataFolder: string) {
    this.file = join(dataFolder, 'audit-heads.txt');
  }

  /** Adds a head, unless it is the one of before. @returns whether it was added */
  note(at: Date, entry: string, sha256: string): boolean {
    this.last ??= this.read().at(-1);
    if (sha256 === this.last) return false;
    mkdirSync(dirname(this.file), { recursive: true });
    this.trim();
    appendFileSync(this.file, `${at.toISOString()} ${entry} ${sha256}\n`, { mode: 0o600, flush: true });
    this.last = sha256;
    return true;
  }

  /** All that were noted, the oldest first; a line that a crash broke off is none. */
  read(): string[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8')
      .split('\n')
      .flatMap((line) => LINE.exec(line)?.[1] ?? []);
  }

  private trim(): void {
    if (!existsSync(this.file) || statSync(this.file).size < MOST_BYTES) return;
    const lines = readFileSync(this.file, 'utf8').split('\n');
    writeFileSync(this.file, lines.slice(Math.floor(lines.length / 2)).join('\n'), { mode: 0o600 });
  }
}
