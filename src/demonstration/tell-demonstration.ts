import { join } from 'node:path';
import { terminalLanguage, type Configuration } from '../platform/configuration/configuration.js';
import { createTranslator, type TextParams } from '../platform/i18n/translate.js';
import { oneLine } from '../platform/process/one-line.js';
import { projectRoot } from '../platform/process/project-root.js';
import { TerminalProgress } from '../trial-folder/terminal-progress.js';
import { demonstrate } from './demonstrate.js';

/** Loads the demonstration where there is none yet, telling the terminal how it goes, then where everything is. */
export async function tellDemonstration(
  configuration: Configuration,
  databaseUrl: string,
  say: (key: string, params?: TextParams) => void,
): Promise<void> {
  const { publicUrl: address } = configuration;
  const language = terminalLanguage();
  const translator = createTranslator(join(projectRoot, 'templates', 'locales'));
  let announced = false;
  const progress = new TerminalProgress(
    process.stdout,
    () => performance.now(),
    (step) => translator.translate(language, `folder:steps.${step}`),
  );
  const announce = (): void => {
    if (!announced) say('platform:start.demonstration', { address });
    announced = true;
  };
  try {
    const signIn = await demonstrate(configuration, databaseUrl, progress, announce);
    say('platform:start.addresses', { address });
    if (signIn !== undefined) say('platform:start.sign-in', { ...signIn });
  } catch (error) {
    say('platform:start.demonstration-failed', { reason: oneLine(error, language, translator) });
  }
  say('platform:start.serving', { address });
}
