import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { MailingsService } from './mailings.service.js';
import { PlanWave } from './plan-wave.js';
import { PressesService } from './presses.service.js';
import { PrintProofs } from './print-proofs.js';
import { ProofsService } from './proofs.service.js';
import { RenderBatch } from './render-batch.js';
import { RenderJobs } from './render-jobs.js';

/** Waves, batches, letters on paper. */
const useCases = [
  MailingsService,
  PlanWave,
  PressesService,
  PrintProofs,
  ProofsService,
  RenderBatch,
  RenderJobs,
];

@Module({ imports: [TrialsModule, OrganisationsModule], providers: useCases, exports: useCases })
export class MailingsModule {}
