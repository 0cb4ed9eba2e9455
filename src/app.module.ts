import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { Account } from './accounts/account.entity.js';
import { AllocationModule } from './allocation/allocation.module.js';
import { AnalysisModule } from './analysis/analysis.module.js';
import { AuditModule } from './audit/audit.module.js';
import { DisclosureModule } from './disclosure/disclosure.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { MailingsModule } from './mailings/mailings.module.js';
import { Organisation } from './organisations/organisation.entity.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import type { Configuration } from './platform/configuration/configuration.js';
import type { JobsTiming } from './platform/jobs/jobs.service.js';
import type { Metrics } from './platform/observation/metrics.js';
import { WebModule } from './platform/web/web.module.js';
import { projectRoot } from './platform/process/project-root.js';
import { PlatformModule } from './platform/process/platform.module.js';
import type { Chance, Clock } from './platform/process/time-and-chance.js';
import { PersonFilesModule } from './person-files/person-files.module.js';
import { RecipientsModule } from './recipients/recipients.module.js';
import { ResponsesModule } from './responses/responses.module.js';
import { TrialFolderModule } from './trial-folder/trial-folder.module.js';
import { TrialsModule } from './trials/trials.module.js';

export interface AppOptions {
  readonly configuration: Configuration;
  readonly databaseUrl: string;
  /** For the demonstration and for tests, which have a calendar of their own. */
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** Where jobs are counted; nowhere when left out. */
  readonly metrics?: Metrics;
  /** For tests of workers that are killed. */
  readonly jobsTiming?: JobsTiming;
}

/** All use cases, without a face: what the command line and the worker open. */
@Module({})
export class AppModule {
  static forRoot(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ ...options, entities: [Organisation, Account] }),
        WebModule.forRoot({ templates: join(projectRoot, 'templates') }),
        OrganisationsModule,
        AccountsModule,
        TrialsModule,
        IntakeModule,
        RecipientsModule,
        AllocationModule,
        MailingsModule,
        ResponsesModule,
        AnalysisModule,
        DisclosureModule,
        TrialFolderModule,
        ErasureModule,
        PersonFilesModule,
        AuditModule,
      ],
    };
  }
}
