import { Controller, Get, Header } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Access } from '../web/access.js';
import { DomainError } from '../../core/domain-error.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { FileStore } from '../storage/file-store.js';

/** For whatever watches over the service; says nothing about what is in it. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly work: UnitOfWork,
    private readonly files: FileStore,
  ) {}

  /** The process answers. */
  @Get('live')
  @Access('everyone')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The database and the store of files answer too: only then is there sense in sending people here. */
  @Get('ready')
  @Access('everyone')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.health.check([
        () => this.answers('database', () => this.work.row('select 1')),
        // Whether this very name is there does not matter, but that somebody says so.
        () => this.answers('files', async () => this.files.has('ready')),
      ]);
    } catch {
      throw new DomainError('unavailable', 'platform:not-ready');
    }
    return { status: 'ok' };
  }

  /** The reason stays inside: it has addresses and accounts in it. */
  private async answers(name: string, ask: () => Promise<unknown>): Promise<HealthIndicatorResult> {
    const checked = this.indicator.check(name);
    try {
      await ask();
      return checked.up();
    } catch {
      return checked.down();
    }
  }
}
