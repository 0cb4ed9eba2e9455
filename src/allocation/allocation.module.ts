import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { AllocateTrial } from './allocate-trial.js';
import { AllocationService } from './allocation.service.js';

/** The draw. */
const useCases = [AllocateTrial, AllocationService];

@Module({ imports: [TrialsModule], providers: useCases, exports: useCases })
export class AllocationModule {}
