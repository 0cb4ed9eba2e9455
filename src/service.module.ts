import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { AppModule, type AppOptions } from './app.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { projectRoot } from './platform/process/project-root.js';
import { WebModule } from './platform/web/web.module.js';

/** All use cases with their faces: pages, the API and health. */
@Module({})
export class ServiceModule {
  static forRoot(options: AppOptions): DynamicModule {
    return {
      module: ServiceModule,
      imports: [
        AppModule.forRoot(options),
        WebModule.forRoot({ templates: join(projectRoot, 'templates') }),
        HealthModule,
      ],
    };
  }
}
