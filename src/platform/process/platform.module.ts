import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Configuration } from '../configuration/configuration.js';
import { applicationUrl, dataSourceOptions } from '../database/data-source.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { JobsService, type JobsTiming } from '../jobs/jobs.service.js';
import type { Metrics } from '../observation/metrics.js';
import { Sealer } from '../sealing/sealer.js';
import { readPreviousKey, readSealingKey } from '../sealing/sealing-key.js';
import { FileStore } from '../storage/file-store.js';
import { openFileStore } from '../storage/open-file-store.js';
import { KeptPages } from '../web/kept-pages.js';
import { TryLimit } from './try-limit.js';
import { Chance, Clock, RehearsalClock, SystemChance, SystemClock } from './time-and-chance.js';

/** Token of the one configuration of the process. */
export const CONFIGURATION = Symbol('Configuration');

export interface PlatformOptions {
  readonly configuration: Configuration;
  /** As the owner; the use cases work as a role that owns nothing. */
  readonly databaseUrl: string;
  readonly entities: (new () => object)[];
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** For tests, which don't wait a minute for a worker that they killed. */
  readonly jobsTiming?: JobsTiming;
  readonly metrics?: Metrics;
}

/** What every feature leans on: configuration, database, time and chance. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    const { configuration, databaseUrl, entities, clock, chance, jobsTiming, metrics } = options;
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(applicationUrl(databaseUrl), entities, []),
          retryAttempts: 3,
        }),
      ],
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: Clock, useValue: new RehearsalClock(clock ?? new SystemClock()) },
        { provide: Chance, useValue: chance ?? new SystemChance() },
        {
          provide: Sealer,
          useFactory: () =>
            new Sealer(readSealingKey(configuration, new SystemChance()), readPreviousKey(configuration)),
        },
        { provide: FileStore, useValue: openFileStore(configuration) },
        { provide: JobsService, useFactory: () => new JobsService(databaseUrl, jobsTiming, metrics) },
        {
          provide: UnitOfWork,
          inject: [DataSource],
          useFactory: (source: DataSource) => new UnitOfWork(source),
        },
        {
          provide: KeptPages,
          inject: [UnitOfWork, Clock],
          useFactory: (work: UnitOfWork, time: Clock) => new KeptPages(work, time),
        },
        {
          provide: TryLimit,
          inject: [UnitOfWork, Clock],
          useFactory: (work: UnitOfWork, time: Clock) => new TryLimit(work, time),
        },
      ],
      exports: [
        CONFIGURATION,
        Clock,
        Chance,
        Sealer,
        FileStore,
        JobsService,
        UnitOfWork,
        TryLimit,
        KeptPages,
      ],
    };
  }
}
