import { Module } from '@nestjs/common';
import { RepeatedCalls } from './repeated-calls.service.js';

/** Calls of the API that come twice, and their answers for a weekend. */
@Module({ providers: [RepeatedCalls], exports: [RepeatedCalls] })
export class RepeatedCallsModule {}
