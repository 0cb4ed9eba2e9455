import { Module } from '@nestjs/common';
import { OrganisationsService } from './organisations.service.js';

/** The agencies. */
const useCases = [OrganisationsService];

@Module({ providers: useCases, exports: useCases })
export class OrganisationsModule {}
