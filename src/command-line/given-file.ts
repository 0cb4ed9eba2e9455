import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { DomainError } from '../core/domain-error.js';

/**
 * The whole path of a file whose name was typed with a command.
 * @throws DomainError `command-line:file-unreadable` when it is not there, is a folder, or is somebody else's
 */
export function givenFile(path: string): string {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new DomainError('not-found', 'command-line:file-unreadable', { path });
  }
  if (!statSync(path).isFile()) throw new DomainError('not-found', 'command-line:file-unreadable', { path });
  return resolve(path);
}

/**
 * The keys of a YAML file whose name was typed with a command; an empty file has none.
 * @throws DomainError `command-line:file-unreadable`, `command-line:not-keys` when it is no YAML, or YAML of another shape
 */
export function readGivenKeys(path: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(givenFile(path), 'utf8');
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw new DomainError('invalid', 'command-line:not-keys', { path });
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new DomainError('invalid', 'command-line:not-keys', { path });
  return Object.fromEntries(Object.entries(content));
}
