import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { AnalyseTrial } from './analyse-trial.js';

/** The registered analysis. */
const useCases = [AnalyseTrial];

@Module({ imports: [TrialsModule], providers: useCases, exports: useCases })
export class AnalysisModule {}
