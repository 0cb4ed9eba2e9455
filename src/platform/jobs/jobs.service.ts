import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PgBoss } from 'pg-boss';

/** A batch of letters takes seconds; a worker that has said nothing for so long is dead, and its job is another's. */
const EXPIRE_SECONDS = 15 * 60;

/** A job that fails three times fails for a reason that a fourth time won't mend. */
const RETRIES = 3;

/** The one job queue, in the same PostgreSQL. Payloads name rows by id and hold no personal data. */
@Injectable()
export class JobsService implements OnApplicationShutdown {
  private readonly boss: PgBoss;
  private started: Promise<unknown> | undefined;
  private readonly queues = new Set<string>();

  constructor(databaseUrl: string) {
    this.boss = new PgBoss({ connectionString: databaseUrl, application_name: 'openbrief-jobs', max: 4 });
    // Without a listener an interruption of the connection would end the process; pg-boss reconnects by itself.
    this.boss.on('error', () => undefined);
  }

  private async queue(name: string): Promise<void> {
    this.started ??= this.boss.start();
    await this.started;
    if (this.queues.has(name)) return;
    await this.boss.createQueue(name, {
      retryLimit: RETRIES,
      retryBackoff: true,
      expireInSeconds: EXPIRE_SECONDS,
    });
    this.queues.add(name);
  }

  /** @param key a job with a key that waits already is not queued again */
  async send<Payload extends object>(name: string, payload: Payload, key: string): Promise<void> {
    await this.queue(name);
    await this.boss.send(name, payload, { singletonKey: key });
  }

  /** Takes jobs one at a time until the process stops; a job whose handler throws is tried again later. */
  async work<Payload extends object>(
    name: string,
    handle: (payload: Payload) => Promise<void>,
  ): Promise<void> {
    await this.queue(name);
    await this.boss.work<Payload>(name, { batchSize: 1, pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const job of jobs) await handle(job.data);
    });
  }

  /** Queues a job again and again, by the clock of the Netherlands; asking twice changes nothing. */
  async schedule(name: string, cron: string): Promise<void> {
    await this.queue(name);
    await this.boss.schedule(name, cron, {}, { tz: 'Europe/Amsterdam' });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.started === undefined) return;
    await this.started.catch(() => undefined);
    await this.boss.stop({ graceful: true, timeout: 20_000 }).catch(() => undefined);
  }
}
