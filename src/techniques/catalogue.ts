import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { techniqueSchema, type Technique } from './technique-schema.js';

/**
 * Reads a folder with a file for each technique, in order of name.
 * @throws Error that names the file, when one does not fit the schema or is named after another technique
 */
export function readCatalogue(folder: string): Technique[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const parsed = techniqueSchema.safeParse(parse(readFileSync(join(folder, file), 'utf8')));
      if (!parsed.success) throw new Error(`${file}: ${parsed.error.message}`);
      if (`${parsed.data.id}.yaml` !== file) throw new Error(`${file} describes ${parsed.data.id}`);
      return parsed.data;
    });
}
