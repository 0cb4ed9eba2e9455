import { spawnSync } from 'node:child_process';

/** Whether an ordinary account may make a user namespace, which Chromium's sandbox is made of. */
function hasUserNamespaces(): boolean {
  if (process.platform !== 'linux') return true;
  // Several switches of kernel, container and AppArmor decide on it: trying is surer than reading them all.
  const tried = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' });
  return tried.status === 0;
}

/**
 * What Chromium must be told on this machine. Its sandbox stays on wherever it can be: it is off for root, whom
 * Chromium refuses to sandbox, and where the system has no user namespaces (many containers).
 */
export function chromiumArguments(
  isRoot: boolean = process.getuid?.() === 0,
  canSandbox: () => boolean = hasUserNamespaces,
): string[] {
  return [
    // Containers give /dev/shm 64 MB, and a batch of letters needs more.
    '--disable-dev-shm-usage',
    ...(isRoot || !canSandbox() ? ['--no-sandbox'] : []),
  ];
}
