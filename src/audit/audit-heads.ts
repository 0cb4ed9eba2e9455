import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Configuration } from '../platform/configuration/configuration.js';
import { CONFIGURATION } from '../platform/process/platform.module.js';
import { asPublic, asSystem } from '../platform/database/scope.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
import { NotedHeads } from './noted-heads.js';
import type { PageAuditHead } from '../platform/web/page-context.js';

const QUEUE = 'publish-audit-head';

/** Just after midnight, so that a day's head has all of the day before in it. */
const EVERY_NIGHT = '5 0 * * *';

/** For so long a page may show the head of before, in milliseconds. */
const KEPT_FOR = 60_000;

const publish = `
  insert into audit_heads (day, entry_id, sha256, published_at)
  select $1, id, sha256, $2 from audit_entries order by id desc limit 1
  on conflict (day) do nothing`;

/** So often is looked whether there were acts, in milliseconds: for so long the end of the trail is without a witness. */
const NOTED_EVERY = 10_000;

const lastEntry = `select id::text as id, encode(sha256, 'hex') as sha256 from audit_entries order by id desc limit 1`;

const newest = `select day::text as day, encode(sha256, 'hex') as sha256 from audit_heads order by day desc limit 1`;

/** The last hash of the trail, made public once a day. */
@Injectable()
export class AuditHeads implements OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private readonly noted: NotedHeads;
  private timer: NodeJS.Timeout | undefined;
  private kept: { readonly head: PageAuditHead | undefined; readonly until: number } | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
    @Inject(CONFIGURATION) { dataFolder }: Configuration,
  ) {
    this.noted = new NotedHeads(dataFolder);
  }

  /** Publishes the head of today, unless there is one; an empty trail has none. */
  async publish(): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.rows(publish, [dutchDate(now), now]);
    this.kept = undefined;
  }

  /** The newest published head; undefined before the first. */
  async newest(): Promise<PageAuditHead | undefined> {
    const now = this.clock.now().getTime();
    if (this.kept !== undefined && now < this.kept.until) return this.kept.head;
    const [head] = await asPublic(() => this.unitOfWork.rows<{ day: string; sha256: string }>(newest));
    this.kept = { head, until: now + KEPT_FOR };
    return head;
  }

  /** Keeps the head of now outside the database: in a file of the data folder, and in the log. */
  async note(): Promise<void> {
    const [head] = await asSystem(() => this.unitOfWork.rows<{ id: string; sha256: string }>(lastEntry));
    if (head === undefined) return;
    if (this.noted.note(this.clock.now(), head.id, head.sha256)) this.logger.log({ auditHead: head });
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    await this.note().catch(() => undefined);
  }

  /** Takes the job until the process stops, and asks for one now. */
  async work(): Promise<void> {
    // A database that is gone for a minute is no reason to stop: the next time sees all that came meanwhile.
    this.timer = setInterval(() => void this.note().catch(() => undefined), NOTED_EVERY);
    this.timer.unref();
    await this.jobs.work(QUEUE, () => this.publish());
    await this.jobs.schedule(QUEUE, EVERY_NIGHT);
    await this.jobs.send(QUEUE, {}, 'at-start');
  }
}
