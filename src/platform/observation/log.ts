import { pino, type DestinationStream, type Logger } from 'pino';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The one log of a process: a line of JSON an event, on standard error, so that what a person reads on the terminal
 * stays apart. What is logged names things by id; names, addresses, codes and bodies of requests never are.
 */
export function createLog(level: LogLevel, destination: DestinationStream = process.stderr): Logger {
  return pino(
    {
      level,
      base: { service: 'openbrief' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}
