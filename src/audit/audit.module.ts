import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { setAuditHead } from '../platform/web/request-context.js';
import { AuditHeads } from './audit-heads.js';

/** The head of the trail, in the footer of every page. */
@Module({ providers: [AuditHeads], exports: [AuditHeads] })
export class AuditModule implements NestModule {
  constructor(private readonly heads: AuditHeads) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: Request, _response: Response, next: NextFunction) => {
        // A page without the head is better than no page, where the database is gone for a minute.
        this.heads
          .newest()
          .then((head) => setAuditHead(request, head))
          .catch(() => undefined)
          .finally(() => next());
      })
      .exclude('/health/{*path}', '/v1/{*path}', '/metrics')
      .forRoutes('{*path}');
  }
}
