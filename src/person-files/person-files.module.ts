import { Module } from '@nestjs/common';
import { MailingsModule } from '../mailings/mailings.module.js';
import { RecipientsModule } from '../recipients/recipients.module.js';
import { TrialsModule } from '../trials/trials.module.js';
import { PersonFiles } from './person-files.service.js';

/** What a trial keeps of one person: to be seen, and to be erased. */
@Module({
  imports: [TrialsModule, RecipientsModule, MailingsModule],
  providers: [PersonFiles],
  exports: [PersonFiles],
})
export class PersonFilesModule {}
