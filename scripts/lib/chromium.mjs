import { existsSync, readFileSync } from 'node:fs';
import { join, delimiter } from 'node:path';
import { inRoot } from './paths.mjs';
import { follow } from './run.mjs';
import { environmentOf } from './runtime.mjs';
import { Stop } from './stop.mjs';
import { text } from './texts.mjs';

/** The same list as the service looks through: see src/platform/chromium/find-chromium.ts. */
const places = JSON.parse(
  readFileSync(inRoot('src', 'platform', 'chromium', 'chromium-places.json'), 'utf8'),
);

/** A Chromium or Chrome that somebody installed; undefined where there is none. */
export function installedChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = places.commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...(places.files[process.platform] ?? []), ...onPath].find((file) => existsSync(file));
}

/** The browser that puppeteer fetched earlier, if it is there. */
async function fetchedChromium(node, progress) {
  const ask = "import('puppeteer').then((p) => p.default.executablePath()).then((path) => console.log(path))";
  const { code, output } = await follow(node, ['--input-type=module', '--eval', ask], progress);
  return code === 0 && existsSync(output.trim());
}

const hasApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function installWithApt(progress) {
  progress.say(text('steps.chromium-apt'));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await follow('apt-get', ['update'], progress, { env });
  if (update.code !== 0) return;
  const packages = ['chromium', 'fonts-liberation'];
  await follow('apt-get', ['install', '-y', '--no-install-recommends', ...packages], progress, { env });
}

/** A browser that makes the letters: one that is there, or else one that is fetched. */
export async function ensureChromium(node, progress) {
  const given = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (given) {
    if (!existsSync(given)) throw new Stop('chromium-not-there', { path: given });
    return;
  }
  if (installedChromium() !== undefined || (await fetchedChromium(node, progress))) return;
  if (hasApt()) await installWithApt(progress);
  // Ubuntu's package of this name is a stub that asks for snap, so what counts is whether a browser is there now.
  if (installedChromium() !== undefined) return;
  progress.say(text('steps.chromium-fetch'));
  const command = inRoot('node_modules', 'puppeteer', 'lib', 'puppeteer', 'node', 'cli.js');
  const { code } = await follow(node, [command, 'browsers', 'install', 'chrome'], progress, {
    env: environmentOf(node),
  });
  if (code !== 0) throw new Stop('no-chromium');
}
