import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** The log for Nest and for `new Logger(context)` in our services: an object's fields are the event's own. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  /** Nest puts the name of whoever logs last, and before it, of an error, its stack. */
  private write(level: 'error' | 'warn' | 'info' | 'debug', message: unknown, rest: unknown[]): void {
    const by = rest.at(-1);
    const [stack] = rest.length > 1 ? rest : [];
    const fields = {
      ...(typeof by === 'string' && { by }),
      ...(typeof stack === 'string' && { stack }),
    };
    if (message instanceof Error) this.log_[level]({ ...fields, err: message });
    else if (typeof message === 'object' && message !== null) this.log_[level]({ ...fields, ...message });
    else this.log_[level](fields, String(message));
  }
}
