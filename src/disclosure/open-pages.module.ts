import { Module } from '@nestjs/common';
import { TrialsModule } from '../trials/trials.module.js';
import { DisclosureModule } from './disclosure.module.js';
import { RegisterController } from './register.controller.js';

/** The public's face. */
@Module({ imports: [TrialsModule, DisclosureModule], controllers: [RegisterController] })
export class OpenPagesModule {}
