import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { ChangeAddress } from './change-address.js';
import { LetterheadPreview } from './letterhead-preview.js';
import { MadeLetters } from './made-letters.js';
import { MailingsService } from './mailings.service.js';
import { PlanReminder } from './plan-reminder.js';
import { PlanWave } from './plan-wave.js';
import { PressesService } from './presses.service.js';
import { PrintProofs } from './print-proofs.js';
import { ProofsService } from './proofs.service.js';
import { RenderBatch } from './render-batch.js';
import { RenderJobs } from './render-jobs.js';
import { ResumeLetters } from './resume-letters.js';
import { StopLetters } from './stop-letters.js';
import { WavesService } from './waves.service.js';
import { WithheldNow } from './withheld-now.js';

/** Waves, batches, letters on paper. */
const useCases = [
  ChangeAddress,
  LetterheadPreview,
  MadeLetters,
  MailingsService,
  PlanReminder,
  PlanWave,
  PressesService,
  PrintProofs,
  ProofsService,
  RenderBatch,
  RenderJobs,
  ResumeLetters,
  StopLetters,
  WavesService,
  WithheldNow,
];

@Module({
  imports: [TrialsModule, OrganisationsModule, RecipientsModule],
  providers: useCases,
  exports: useCases,
})
export class MailingsModule {}
