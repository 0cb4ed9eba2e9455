import { Module } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { TakeResponses } from './take-responses.js';

/** What recipients did. */
const useCases = [TakeResponses];

@Module({ imports: [TrialsModule, IntakeModule], providers: useCases, exports: useCases })
export class ResponsesModule {}
