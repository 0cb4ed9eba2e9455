import { Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { AppModule, type AppOptions } from './app.module.js';
import { OpenPagesModule } from './disclosure/open-pages.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { WorkbenchModule } from './workbench/workbench.module.js';

/** All use cases with their faces: pages, the API and health. */
@Module({})
export class ServiceModule {
  static forRoot(options: AppOptions): DynamicModule {
    return {
      module: ServiceModule,
      imports: [AppModule.forRoot(options), HealthModule, ApiModule, OpenPagesModule, WorkbenchModule],
    };
  }
}
