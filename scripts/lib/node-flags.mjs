import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

/** Megabytes for what is made and thrown away, of which Node.js takes three times as many: a third of the import's memory. */
const YOUNG_MB = 24;

/** Flags for Node.js: errors of what was compiled to `output` name the lines of our sources, and memory stays small. */
export const nodeFlags = (...output) => [
  `--max-semi-space-size=${YOUNG_MB}`,
  '--import',
  pathToFileURL(inRoot(...output, 'platform', 'process', 'source-maps.js')).href,
];
