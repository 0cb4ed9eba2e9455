import { readFile } from 'node:fs/promises';
import { METHODS } from './methods.js';
import { type CaseFile, verifyStatistics } from './verify-statistics.js';

/**
 * The validation kit as an agency runs it on its own installation: `npx openbrief verify-statistics FILE...`.
 * @param paths case files, in the format of README.md beside this file
 * @param out where a line goes
 * @returns 0 when every case holds; 1 on any miss, a file that cannot be read included
 */
export async function runVerifyStatistics(paths: string[], out: (line: string) => void): Promise<number> {
  const files: CaseFile[] = [];
  let unread = 0;
  for (const path of paths) {
    try {
      files.push({ name: path, text: await readFile(path, 'utf8') });
    } catch (error) {
      unread += 1;
      out(`MISS ${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const report = verifyStatistics(files, METHODS);
  report.lines.forEach(out);
  return unread > 0 ? 1 : report.exitCode;
}
