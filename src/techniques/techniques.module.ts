import { Module } from '@nestjs/common';
import { TechniquesService } from './techniques.service.js';

@Module({ providers: [TechniquesService], exports: [TechniquesService] })
export class TechniquesModule {}
