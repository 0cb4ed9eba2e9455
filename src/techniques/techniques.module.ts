import { Module } from '@nestjs/common';
import { TechniquesService } from './techniques.service.js';

/** The catalogue of techniques, with their evidence. */
@Module({ providers: [TechniquesService], exports: [TechniquesService] })
export class TechniquesModule {}
