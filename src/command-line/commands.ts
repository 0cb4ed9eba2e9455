import type { Command } from 'commander';
import type { Language } from '../platform/i18n/language.js';
import type { Translator } from '../platform/i18n/translate.js';
import { addAccessCommands } from './access-commands.js';
import { addBackupCommands } from './backup-commands.js';
import { addFolderCommands } from './folder-commands.js';
import { addKeyCommand } from './key-command.js';
import { addLetterheadCommand, addSourceAgeCommand } from './letterhead-command.js';
import { addPersonCommand } from './person-command.js';
import { addProcessCommands } from './process-commands.js';
import { addTrialCommands } from './trial-commands.js';
import { addVerifyCommands } from './verify-commands.js';
import { addWaveCommands } from './wave-commands.js';
import { addWithheldCommands } from './withheld-commands.js';

/** All commands of `npx openbrief`, in the order in which `--help` lists them. */
export function addCommands(program: Command, translator: Translator, language: Language): void {
  program.description('Openbrief: letter trials, from question to public page.').showHelpAfterError();
  addFolderCommands(program, translator, language);
  addTrialCommands(program);
  addWaveCommands(program, translator, language);
  addWithheldCommands(program, translator, language);
  addPersonCommand(program);
  addAccessCommands(program);
  addLetterheadCommand(program);
  addSourceAgeCommand(program);
  addProcessCommands(program);
  addBackupCommands(program);
  addKeyCommand(program);
  addVerifyCommands(program, language);
}
