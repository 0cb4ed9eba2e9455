import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { techniqueSchema, type Technique } from './technique-schema.js';

/**
 * All techniques of a folder, in the order of their ids.
 * @throws Error that names the file when one is wrong: the catalogue belongs to the program, so that is a defect of
 * the installation and no mistake of its user
 */
export function readCatalogue(folder: string): readonly Technique[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readTechnique(join(folder, name)));
}

function readTechnique(path: string): Technique {
  const parsed = techniqueSchema.safeParse(parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: ${parsed.error.message}`);
  if (parsed.data.id !== basename(path, '.yaml')) {
    throw new Error(`${path}: the id ${parsed.data.id} is not the name of the file`);
  }
  return parsed.data;
}
