import { Module } from '@nestjs/common';
import { ImportsService } from './imports.service.js';

/** What all files that come in have in common. */
const useCases = [ImportsService];

@Module({ providers: useCases, exports: useCases })
export class IntakeModule {}
