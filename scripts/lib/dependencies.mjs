import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { npm } from './runtime.mjs';
import { text } from './texts.mjs';

const stamp = inRoot('node_modules', '.openbrief-stamp');

/** Unpacked, as `du -sm node_modules` has it, and some for the future. */
const PACKAGES_MEGABYTES = 650;

const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Whether npm's own record of what it installed has all that the lock file asks for: then `npm install` was here. */
function isInstalled(lockFile) {
  const record = readIfThere(inRoot('node_modules', '.package-lock.json'));
  if (record === '') return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lockFile).packages).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** `npx openbrief` looks for a command among the installed ones; the project's own is put there. */
function linkCommand() {
  const link = inRoot('node_modules', '.bin', 'openbrief');
  if (process.platform === 'win32' || existsSync(link)) return;
  mkdirSync(inRoot('node_modules', '.bin'), { recursive: true });
  chmodSync(inRoot('scripts', 'openbrief.mjs'), 0o755);
  symlinkSync('../../scripts/openbrief.mjs', link);
}

/** Installs the packages of the lock file where they are not there yet. */
export async function ensureDependencies(node, progress) {
  const lockFile = readFileSync(inRoot('package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lockFile).digest('hex');
  if (readIfThere(stamp) !== wanted) {
    if (!isInstalled(lockFile)) {
      progress.say(text('steps.packages', { count: Object.keys(JSON.parse(lockFile).packages).length }));
      // A browser of 150 MB is fetched later, and only where there is none.
      const took = await npm(['ci', '--no-audit', '--no-fund'], progress, {
        node,
        env: { PUPPETEER_SKIP_DOWNLOAD: '1' },
        // npm first removes what is there, which makes room.
        megabytes: existsSync(inRoot('node_modules')) ? 0 : PACKAGES_MEGABYTES,
      });
      progress.say(text('steps.done', { took }));
    }
    // npm ci empties the folder, so the stamp comes last: an installation that was broken off has none.
    writeFileSync(stamp, wanted);
  }
  linkCommand();
}
