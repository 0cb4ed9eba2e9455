import { Worker } from 'node:worker_threads';
import { BulkGcm, type BulkGcmWorkerData, type SealOrder } from './bulk-gcm.js';

/** The file of the worker is the one of the cipher: compiled or not, beside this one. */
const WORKER = new URL(
  `./bulk-gcm${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`,
  import.meta.url,
);

/** The worker makes hardly an object: room for new ones, of which an isolate otherwise takes tens of megabytes. */
const YOUNG_MB = 4;

/**
 * Seals pieces of many values, one after the other: on another core where there are enough of them to be worth its
 * beginning, else here.
 */
export class BulkSealer {
  private readonly worker: Worker | undefined;
  private readonly here: BulkGcm | undefined;
  private readonly waiting: { resolve(): void; reject(error: Error): void }[] = [];
  private failure: Error | undefined;

  /** @param many whether another core is worth it: it takes some fifty milliseconds to begin */
  constructor(key: Uint8Array, bound: Uint8Array, many: boolean) {
    if (!many) {
      this.here = new BulkGcm(key, bound);
      return;
    }
    const data: BulkGcmWorkerData = { isBulkGcm: true, key, bound };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    this.worker = new Worker(WORKER, { workerData: data, execArgv: [], resourceLimits });
    this.worker.on('message', () => this.waiting.shift()?.resolve());
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('The worker that seals has stopped.')));
  }

  /** Whether pieces must be in shared memory. */
  get isElsewhere(): boolean {
    return this.worker !== undefined;
  }

  /** Seals a piece where it stands; it is the caller's again when the promise is kept. */
  seal(order: SealOrder): Promise<void> {
    if (this.here !== undefined) {
      this.here.seal(order.bytes, order.marks);
      return Promise.resolve();
    }
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker?.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}
