import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { Observable } from 'rxjs';
import { signedInAs } from '../../accounts/session.guard.js';
import { rehearse } from '../../platform/process/rehearsing.js';
import { routeOf } from '../../platform/web/request-context.js';
import { REHEARSAL_PREFIX, RehearsalsService } from '../../rehearsals/rehearsals.service.js';

/** Where the workbench has a trial's pages. */
const TRIAL_ROUTES = '/workbench/trials/:trial';

/**
 * Lets all that the workbench does with a rehearsal be done in it, on its own calendar. What does not go by here finds no
 * rehearsal at all.
 */
@Injectable()
export class RehearsalInterceptor implements NestInterceptor {
  constructor(private readonly rehearsals: RehearsalsService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const slug: unknown = request.params['trial'];
    if (typeof slug !== 'string' || !slug.startsWith(REHEARSAL_PREFIX)) return next.handle();
    if (!routeOf(request).startsWith(TRIAL_ROUTES)) return next.handle();
    const rehearsal = await this.rehearsals.find(signedInAs(request).organisationId, slug);
    if (rehearsal === undefined) return next.handle();
    return new Observable((subscriber) =>
      rehearse(rehearsal.moment, () => next.handle().subscribe(subscriber)),
    );
  }
}
