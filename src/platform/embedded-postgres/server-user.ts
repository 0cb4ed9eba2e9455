import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The account that the server runs as, when that must be another than ours. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of the folder when that is an ordinary account, and else
 * as `nobody`, which every Linux has. Undefined when we are not root, or where accounts have no numbers (Windows).
 */
export function serverUserFor(folder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? nobody() : { uid, gid };
}

function nobody(): ServerUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

const OTHERS_ENTER = 0o001;
const GROUP_ENTERS = 0o010;
const OWNER_ENTERS = 0o100;

/** Whether the user can walk down to the folder: every folder on the way must let it through. */
export function canReach(user: ServerUser, folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const { uid, gid, mode } = statSync(at);
    const bit = uid === user.uid ? OWNER_ENTERS : gid === user.gid ? GROUP_ENTERS : OTHERS_ENTER;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
