import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { asSystem } from '../database/scope.js';
import type { Metrics } from '../observation/metrics.js';
import { traced } from '../observation/tracing.js';

/** How long the queue waits for whom. */
export interface JobsTiming {
  /** A worker that was silent for so long is dead, and its job is another's. At least 10. */
  readonly heartbeatSeconds: number;
  /** How often it is looked at whether somebody is silent. At least 1. */
  readonly monitorSeconds: number;
}

/**
 * A worker that puts a thousand letters together says nothing for some seconds; a minute is longer than that, and short
 * for whoever waits for the batch of a worker that died.
 */
const TIMING: JobsTiming = { heartbeatSeconds: 60, monitorSeconds: 15 };

/**
 * The largest batch is a thousand letters: half a minute here, and still within half an hour on a machine that is fifty
 * times as slow. What takes longer hangs.
 */
const EXPIRE_SECONDS = 30 * 60;

/** Workers may die more than once with the same job; one that fails six times fails for a reason of its own. */
const RETRIES = 5;

/** The one job queue, in the same PostgreSQL. Payloads name rows by id and hold no personal data. */
@Injectable()
export class JobsService implements OnApplicationShutdown {
  private readonly boss: PgBoss;
  private started: Promise<unknown> | undefined;
  private readonly queues = new Set<string>();

  constructor(
    databaseUrl: string,
    private readonly timing: JobsTiming = TIMING,
    private readonly metrics?: Metrics,
  ) {
    this.boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: 'openbrief-jobs',
      max: 4,
      superviseIntervalSeconds: timing.monitorSeconds,
      monitorIntervalSeconds: timing.monitorSeconds,
    });
    // Without a listener an interruption of the connection would end the process; pg-boss reconnects by itself.
    this.boss.on('error', () => undefined);
  }

  private async queue(name: string): Promise<void> {
    this.started ??= this.boss.start();
    await this.started;
    if (this.queues.has(name)) return;
    await this.boss.createQueue(name, {
      // One job a key (or without a key, one at all) that waits, is tried again or is being done: a batch is made by
      // one worker at a time.
      // A queue keeps the policy that it was made with: another policy needs another name.
      policy: 'exclusive',
      retryLimit: RETRIES,
      retryBackoff: true,
      retryDelayMax: this.timing.heartbeatSeconds,
      expireInSeconds: EXPIRE_SECONDS,
      heartbeatSeconds: this.timing.heartbeatSeconds,
    });
    this.queues.add(name);
  }

  /** @param key a job with a key that waits already, or is being done, is not queued again */
  async send<Payload extends object>(name: string, payload: Payload, key: string): Promise<void> {
    await this.queue(name);
    await this.boss.send(name, payload, { singletonKey: key });
  }

  /** Queues a job again and again, by the clock of the Netherlands; asking twice changes nothing. */
  async schedule(name: string, cron: string): Promise<void> {
    await this.queue(name);
    await this.boss.schedule(name, cron, {}, { tz: 'Europe/Amsterdam' });
  }

  /** Takes jobs one at a time until the process stops; a job whose handler throws is tried again later. */
  async work<Payload extends object>(
    name: string,
    handle: (payload: Payload) => Promise<void>,
  ): Promise<void> {
    await this.queue(name);
    await this.boss.work<Payload>(name, { batchSize: 1, pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const job of jobs) await this.observe(name, () => asSystem(() => handle(job.data)));
    });
  }

  /** Counts and traces a job; its payload is in neither. */
  private async observe(queue: string, work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    const seconds = (): number => (performance.now() - start) / 1000;
    try {
      await traced(`job ${queue}`, work);
      this.metrics?.job({ queue, outcome: 'done', seconds: seconds() });
    } catch (error) {
      this.metrics?.job({ queue, outcome: 'failed', seconds: seconds() });
      throw error;
    }
  }

  /** The longest that a job may be at work, in seconds: whatever it left behind before that is nobody's any more. */
  get longestSeconds(): number {
    return EXPIRE_SECONDS;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.started === undefined) return;
    await this.started.catch(() => undefined);
    await this.boss.stop({ graceful: true, timeout: 20_000 }).catch(() => undefined);
  }
}
