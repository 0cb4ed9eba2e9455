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
