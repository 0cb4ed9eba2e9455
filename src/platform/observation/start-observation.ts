import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration.js';
import { createLog } from './log.js';
import { Metrics } from './metrics.js';
import { NestLog } from './nest-log.js';
import { serveMetrics } from './serve-metrics.js';
import { startTracing } from './tracing.js';

/** How an operator sees what a process does. */
export interface Observation {
  readonly log: Logger;
  /** The same log, as Nest wants it. */
  readonly logger: LoggerService;
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

/**
 * Begins to log, and to count and trace where the configuration asks for it.
 * @param service the name of the process in traces
 */
export async function startObservation(
  { logLevel, metricsPort, tracing, host }: Configuration,
  service: string,
): Promise<Observation> {
  const log = createLog(logLevel);
  const metrics = new Metrics();
  const stopTracing = tracing ? startTracing(service) : undefined;
  const stopMetrics =
    metricsPort === undefined ? undefined : await serveMetrics(metrics, { port: metricsPort, host });
  return {
    log,
    logger: new NestLog(log),
    metrics,
    stop: async () => {
      await stopMetrics?.();
      // A collector that is gone must not keep the process from ending.
      await stopTracing?.().catch(() => undefined);
    },
  };
}
