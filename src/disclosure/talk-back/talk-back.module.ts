import { Module } from '@nestjs/common';
import { TrialsModule } from '../../trials/trials.module.js';
import { HandleMessages } from './handle-messages.js';
import { TalkBackService } from './talk-back.service.js';

/** What people say back, and how it is answered. */
@Module({
  imports: [TrialsModule],
  providers: [TalkBackService, HandleMessages],
  exports: [TalkBackService, HandleMessages],
})
export class TalkBackModule {}
