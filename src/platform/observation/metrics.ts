import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds: from a page out of the memory to the taking in of a file. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface ObservedRequest {
  readonly method: string;
  /** The pattern of the route and never the path: a path can have a letter code in it. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface ObservedJob {
  readonly queue: string;
  readonly outcome: 'done' | 'failed';
  readonly seconds: number;
}

/**
 * What a process counts for Prometheus: requests by route, jobs by queue, and how Node.js is doing. Nothing is counted
 * by trial, let alone by arm.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;
  private readonly jobs: Histogram<'queue' | 'outcome'>;

  constructor() {
    this.requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [this.registry],
    });
    this.jobs = new Histogram({
      name: 'job_duration_seconds',
      help: 'Time that a job took, by queue and outcome.',
      labelNames: ['queue', 'outcome'],
      buckets: BUCKETS,
      registers: [this.registry],
    });
  }

  /** Counts the process itself too; asked for once, by whoever serves the figures, because it takes observers. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  request({ seconds, status, ...labels }: ObservedRequest): void {
    this.requests.observe({ ...labels, status: String(status) }, seconds);
  }

  job({ seconds, ...labels }: ObservedJob): void {
    this.jobs.observe(labels, seconds);
  }

  /** In the text format that Prometheus reads. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
