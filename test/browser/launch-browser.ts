import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer';

const candidates = [process.env['PUPPETEER_EXECUTABLE_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));

/** A browser in English, whatever the machine speaks: the keys of a date field come in the order of its language. */
export const launchBrowser = (): Promise<Browser> =>
  puppeteer.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--lang=en-US'],
    env: { ...process.env, LANGUAGE: 'en_US' },
  });
