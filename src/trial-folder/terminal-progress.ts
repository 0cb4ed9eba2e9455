import { SingleBar } from 'cli-progress';
import type { Progress } from './progress.js';

const BAR = {
  format: '  {step} [{bar}] {value}/{total} · {rate}/s · {eta_formatted}',
  hideCursor: true,
  barsize: 24,
  clearOnComplete: true,
};

/** Where there is no bar, a long step says this often how far it is. */
const MILLISECONDS_A_LINE = 15_000;

/** Steps as lines and bars for a person; where the output is no terminal, lines alone. */
export class TerminalProgress implements Progress {
  private bar: SingleBar | undefined;
  private step = '';
  private startedAt = 0;
  private saidAt = 0;
  private total: number | undefined;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly now: () => number,
    /** The name of a step in the reader's language. */
    private readonly nameOf: (step: string) => string,
  ) {}

  start(name: string, total?: number): void {
    const step = this.nameOf(name);
    this.step = step;
    this.startedAt = this.now();
    this.saidAt = this.startedAt;
    this.total = total;
    if (total === undefined || !this.out.isTTY) {
      if (this.out.isTTY) return;
      this.out.write(`· ${step}${total === undefined ? '' : ` (${total})`} …\n`);
      return;
    }
    this.bar = new SingleBar({ ...BAR, stream: this.out });
    this.bar.start(total, 0, { step, rate: '…' });
  }

  advance(done: number): void {
    const now = this.now();
    const seconds = (now - this.startedAt) / 1000;
    const rate = seconds > 0 ? Math.round(done / seconds) : '…';
    this.bar?.update(done, { step: this.step, rate });
    if (this.bar !== undefined || this.total === undefined || now - this.saidAt < MILLISECONDS_A_LINE) return;
    this.saidAt = now;
    this.out.write(`  … ${done}/${this.total} · ${rate}/s\n`);
  }

  finish(outcome: string): void {
    this.bar?.stop();
    this.bar = undefined;
    const seconds = (this.now() - this.startedAt) / 1000;
    this.out.write(`✓ ${this.step}: ${outcome}${seconds >= 1 ? ` (${seconds.toFixed(1)} s)` : ''}\n`);
  }

  skip(step: string, outcome: string): void {
    this.out.write(`✓ ${this.nameOf(step)}: ${outcome}\n`);
  }
}

/** Steps as JSON lines on standard error for machines; the report itself goes to standard output. */
export class JsonProgress implements Progress {
  private step = '';

  constructor(private readonly out: { write(text: string): unknown }) {}

  start(step: string, total?: number): void {
    this.step = step;
    this.line({ event: 'start', step, ...(total === undefined ? {} : { total }) });
  }

  advance(done: number): void {
    this.line({ event: 'progress', step: this.step, done });
  }

  finish(outcome: string): void {
    this.line({ event: 'done', step: this.step, outcome });
  }

  skip(step: string, outcome: string): void {
    this.line({ event: 'skipped', step, outcome });
  }

  private line(value: object): void {
    this.out.write(`${JSON.stringify(value)}\n`);
  }
}
