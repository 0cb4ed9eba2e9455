import { beSystem } from '../src/platform/database/scope.js';
import { benchImport } from './import.js';

/**
 * `import-alone RECIPIENTS`: import, draw and analysis in a process of their own, so that its memory is theirs; prints
 * one line of JSON.
 */
beSystem();
const figures = await benchImport(Number(process.argv[2] ?? 0));
process.stdout.write(JSON.stringify(figures));
process.exit(0);
