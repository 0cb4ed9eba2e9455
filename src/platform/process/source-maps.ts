import { setSourceMapsSupport } from 'node:module';

/**
 * For `--import`: errors name the lines of our sources, and of ours alone. Node's own flag also keeps the map of every
 * file of every package, some forty megabytes.
 */
setSourceMapsSupport(true, { nodeModules: false });
