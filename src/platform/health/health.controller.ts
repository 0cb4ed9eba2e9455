import { Controller, Get, Header } from '@nestjs/common';
import { Access } from '../web/access.js';
import { DomainError } from '../../core/domain-error.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** For whatever watches over the service; says nothing about what is in it. */
@Controller('health')
export class HealthController {
  constructor(private readonly work: UnitOfWork) {}

  /** The process answers. */
  @Get('live')
  @Access('everyone')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The database answers too: only then is there sense in sending people here. */
  @Get('ready')
  @Access('everyone')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.work.row('select 1');
    } catch {
      throw new DomainError('unavailable', 'platform:not-ready');
    }
    return { status: 'ok' };
  }
}
