import { text } from './texts.mjs';

/** A failure that has been explained: one line that says what to do. */
export class Stop extends Error {
  /** @param key of templates/locales/…/setup.json, under `stops` */
  constructor(key, values = {}, exitCode = 1) {
    super(text(`stops.${key}`, values));
    this.exitCode = exitCode;
  }
}

const OLDEST_NODE = 18;

/** What went wrong, from the words of npm, apt, tsc or the operating system; undefined where they don't say. */
export function recognise(words) {
  if (/ENOSPC|no space left/i.test(words)) return 'disk-full';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network/i.test(words))
    return 'unreachable';
  if (/EACCES|EPERM|EROFS|read-only file system/i.test(words)) return 'no-permission';
  return undefined;
}

/** Runs a script's work; whatever goes wrong ends in one line on stderr and an exit code that is not 0. */
export async function main(work) {
  try {
    if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
      throw new Stop('node-too-old', { version: process.versions.node });
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    const stop =
      error instanceof Stop
        ? error
        : new Stop(recognise(`${error.code} ${error.message}`) ?? 'unknown', { reason: error.message });
    process.stderr.write(`${stop.message}\n`);
    process.exitCode = stop.exitCode;
  }
}
