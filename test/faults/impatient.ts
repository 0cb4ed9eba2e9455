import type { JobsTiming } from '../../src/platform/jobs/jobs.service.js';

/** The shortest that the queue allows: a test does not wait a minute for the job of a worker that it killed. */
export const IMPATIENT: JobsTiming = { heartbeatSeconds: 10, monitorSeconds: 1 };
