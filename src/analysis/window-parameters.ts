import type { Protocol } from '../trials/protocol/protocol.js';

/** $1 to $4 of the queries that ask which responses count: trial, kind, planned day of mailing, days of the window. */
export const windowParameters = (id: string, { outcome, planning }: Protocol): unknown[] => [
  id,
  outcome.response,
  planning.mailing,
  outcome.windowDays,
];
