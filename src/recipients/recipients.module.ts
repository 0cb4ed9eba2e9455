import { Module } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { FileReadings } from './file-readings.service.js';
import { ImportRecipients } from './import-recipients.js';
import { OptOutsService } from './opt-outs.service.js';
import { PreviewFile } from './preview-file.service.js';
import { SeeCaller } from './see-caller.js';
import { TrialKeysService } from './trial-keys.service.js';
import { UndoImport } from './undo-import.js';

/** Who the trial may write to. */
const useCases = [
  ImportRecipients,
  OptOutsService,
  TrialKeysService,
  PreviewFile,
  FileReadings,
  UndoImport,
  SeeCaller,
];

@Module({
  imports: [TrialsModule, IntakeModule, OrganisationsModule],
  providers: useCases,
  exports: useCases,
})
export class RecipientsModule {}
