import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running server writes about itself in its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `ready` when it answers; `starting` and `stopping` pass. */
  readonly status: string;
}

/** postmaster.pid of a data folder (lines: pid, folder, start, port, socket, address, key, status), if it is there. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Whether a process with this number is there (it may be another program that got an old number). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The command line of a process; empty for one that has ended. Undefined where the system doesn't tell. */
function commandOf(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
  }
}

/**
 * Whether this process is the server of that data folder: numbers are given out again, and another program's process
 * must neither be waited for nor stopped.
 */
export function isPostmaster(pid: number, dataFolder: string): boolean {
  return isAlive(pid) && (commandOf(pid)?.includes(` -D ${dataFolder} `) ?? true);
}
