import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { TechniquesModule } from '../techniques/techniques.module.js';
import { AmendProtocol } from './amend-protocol.js';
import { ChangeState } from './change-state.js';
import { EndTrial } from './end-trial.js';
import { GroundClaims } from './ground-claims.js';
import { RegisterTrial } from './register-trial.js';
import { TrialsService } from './trials.service.js';

/** The trial, its protocol and its life cycle. */
const useCases = [TrialsService, ChangeState, GroundClaims, RegisterTrial, AmendProtocol, EndTrial];

@Module({ imports: [OrganisationsModule, TechniquesModule], providers: useCases, exports: useCases })
export class TrialsModule {}
