import { Module } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { BookResponse } from './book-response.js';
import { TakeBackReturn } from './take-back-return.js';
import { TakeResponses } from './take-responses.js';
import { TakeUndeliverables } from './take-undeliverables.js';

/** What recipients did. */
const useCases = [BookResponse, TakeBackReturn, TakeResponses, TakeUndeliverables];

@Module({ imports: [TrialsModule, IntakeModule], providers: useCases, exports: useCases })
export class ResponsesModule {}
