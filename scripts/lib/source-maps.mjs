import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

/** Flags for Node.js so that errors of what was compiled to `output` name the lines of our sources. */
export const sourceMaps = (...output) => [
  '--import',
  pathToFileURL(inRoot(...output, 'platform', 'process', 'source-maps.js')).href,
];
