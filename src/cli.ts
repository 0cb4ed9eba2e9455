import { Command, CommanderError } from 'commander';
import { addCommands } from './command-line/commands.js';
import { EXIT, errorJson, errorLines, exitCode } from './command-line/report-error.js';
import { terminalLanguage } from './platform/configuration/configuration.js';
import { beSystem } from './platform/database/scope.js';
import { createTranslator } from './platform/i18n/translate.js';
import { projectRoot } from './platform/process/project-root.js';

const translator = createTranslator(`${projectRoot}/templates/locales`);
const language = terminalLanguage();
const program = new Command('openbrief').exitOverride();
addCommands(program, translator, language);

// Who has a shell on this machine is the operator, of all organisations.
beSystem();

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  } else {
    const json = process.argv.includes('--json');
    process.stderr.write(
      `${json ? errorJson(error, translator, language) : errorLines(error, translator, language).join('\n')}\n`,
    );
    process.exitCode = exitCode(error);
  }
}
