import { join } from 'node:path';
import { readConfiguration, terminalLanguage, type Configuration } from '../configuration/configuration.js';
import { createTranslator, type TextParams } from '../i18n/translate.js';
import { oneLine } from './one-line.js';
import { projectRoot } from './project-root.js';

/** What a door that stays open (service, worker) has while it opens. */
export interface Door {
  readonly configuration: Configuration;
  /** One line on the terminal, by the key of its text. */
  say(key: string, params?: TextParams): void;
  /** What must happen before the process ends; the last one named happens first. */
  atEnd(close: () => Promise<unknown>): void;
}

/**
 * Opens a door and keeps it open until the operator stops it (Ctrl-C, SIGTERM). A second Ctrl-C doesn't wait. A failure
 * while opening closes what was open already, and ends in one line and exit code 1.
 */
export async function runDoor(open: (door: Door) => Promise<void>): Promise<void> {
  const language = terminalLanguage();
  const translator = createTranslator(join(projectRoot, 'templates', 'locales'));
  const say = (key: string, params: TextParams = {}): void => {
    process.stdout.write(`${translator.translate(language, key, params)}\n`);
  };
  const closers: (() => Promise<unknown>)[] = [];
  const fail = (error: unknown): void => {
    process.stderr.write(`${oneLine(error, language, translator)}\n`);
    process.exitCode = 1;
  };
  const asked = stopAsked();
  try {
    await open({
      configuration: readConfiguration(),
      say,
      atEnd: (close) => closers.unshift(close),
    });
    // A stop while it was opening is honoured only now: half an opening can't be closed.
    await asked;
    say('platform:start.stopping');
  } catch (error) {
    fail(error);
  }
  for (const close of closers) await close().catch(fail);
  // Browsers and pools that linger must not hold the terminal.
  process.exit();
}

/** 128 + the number of SIGINT, as a shell has it. */
const INTERRUPTED = 130;

/** Longest interval that Node.js knows, some 25 days. */
const FOREVER_MS = 2 ** 31 - 1;

/** Waits for the operator, and keeps the process alive meanwhile whatever else it has to do. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    setInterval(() => undefined, FOREVER_MS);
    let times = 0;
    const stop = (): void => {
      times += 1;
      if (times > 1) process.exit(INTERRUPTED);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
