import { Module } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { ImportRecipients } from './import-recipients.js';
import { OptOutsService } from './opt-outs.service.js';

/** Who the trial may write to. */
const useCases = [ImportRecipients, OptOutsService];

@Module({ imports: [TrialsModule, IntakeModule], providers: useCases, exports: useCases })
export class RecipientsModule {}
