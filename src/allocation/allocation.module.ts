import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { AllocateTrial } from './allocate-trial.js';
import { AllocationService } from './allocation.service.js';
import { DrawPulse } from './draw-pulse.js';
import { FreezeRecipients } from './freeze-recipients.js';
import { InternetPulseSource, PulseSource } from './pulse-source.js';

/** The draw. */
const useCases = [AllocateTrial, AllocationService, FreezeRecipients];

@Module({
  imports: [TrialsModule],
  providers: [...useCases, DrawPulse, { provide: PulseSource, useClass: InternetPulseSource }],
  exports: useCases,
})
export class AllocationModule {}
