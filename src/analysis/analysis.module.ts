import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { AnalyseTrial } from './analyse-trial.js';
import { SoFar } from './so-far.js';
import { TakeLook } from './take-look.js';
import { UnblindEarly } from './unblind-early.js';

/** The registered analysis, and the looks before it. */
const useCases = [AnalyseTrial, TakeLook, UnblindEarly, SoFar];

@Module({ imports: [TrialsModule], providers: useCases, exports: useCases })
export class AnalysisModule {}
