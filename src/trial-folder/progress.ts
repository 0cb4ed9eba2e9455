/** Where a long piece of work tells how far it is. A terminal draws bars of it, `--json` writes lines, tests listen. */
export interface Progress {
  /** A step begins. `total` is how many units it has, where that is known. */
  start(step: string, total?: number): void;
  /** So many units of the present step are done in all. */
  advance(done: number): void;
  /** The present step is over; `outcome` says in a few words what came of it. */
  finish(outcome: string): void;
  /** A step that had been done before. */
  skip(step: string, outcome: string): void;
}

export const silent: Progress = {
  start: () => undefined,
  advance: () => undefined,
  finish: () => undefined,
  skip: () => undefined,
};
