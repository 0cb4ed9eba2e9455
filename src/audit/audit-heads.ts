import { Injectable } from '@nestjs/common';
import { asPublic } from '../platform/database/scope.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { Clock, dutchDate } from '../platform/process/time-and-chance.js';
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

const newest = `select day::text as day, encode(sha256, 'hex') as sha256 from audit_heads order by day desc limit 1`;

/** The last hash of the trail, made public once a day. */
@Injectable()
export class AuditHeads {
  private kept: { readonly head: PageAuditHead | undefined; readonly until: number } | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
  ) {}

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

  /** Takes the job until the process stops, and asks for one now. */
  async work(): Promise<void> {
    await this.jobs.work(QUEUE, () => this.publish());
    await this.jobs.schedule(QUEUE, EVERY_NIGHT);
    await this.jobs.send(QUEUE, {}, 'at-start');
  }
}
