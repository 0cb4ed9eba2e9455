import { Module } from '@nestjs/common';
import { AllocationModule } from '../allocation/allocation.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { VerificationPacksService } from './verification-packs.service.js';

/** What anybody needs to redo a draw. */
@Module({
  imports: [TrialsModule, AllocationModule],
  providers: [VerificationPacksService],
  exports: [VerificationPacksService],
})
export class VerificationModule {}
