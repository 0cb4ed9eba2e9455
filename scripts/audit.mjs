// npm run audit: fails where a package that is shipped has an advisory of high or critical weight; says so where the
// registry gives no advisories, as mirrors often do.
import { spawnSync } from 'node:child_process';
import { inRoot } from './lib/paths.mjs';

const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
  cwd: inRoot('.'),
  encoding: 'utf8',
  shell: process.platform === 'win32',
});

function found() {
  try {
    return JSON.parse(stdout).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}

const counts = found();
if (counts === undefined) {
  process.stdout.write('npm audit: dit register geeft geen waarschuwingen; er is niets nagekeken.\n');
} else {
  const grave = (counts.high ?? 0) + (counts.critical ?? 0);
  process.stdout.write(`npm audit: ${grave} ernstige van ${counts.total} waarschuwingen.\n`);
  if (grave > 0) process.stdout.write('Bekijk ze met `npm audit --omit dev`.\n');
  process.exitCode = grave > 0 ? 1 : 0;
}
