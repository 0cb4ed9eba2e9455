import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { show } from './run.mjs';
import { environmentOf } from './runtime.mjs';
import { Stop } from './stop.mjs';

/** The packages of the tools whose command has another name. */
const packages = { tsc: 'typescript', depcruise: 'dependency-cruiser' };

/** The JavaScript file of an installed tool, so that it runs on our Node.js on every system. */
function fileOf(tool) {
  const folder = inRoot('node_modules', packages[tool] ?? tool);
  const manifest = `${folder}/package.json`;
  if (!existsSync(manifest)) throw new Stop('no-tool', { tool });
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return `${folder}/${typeof bin === 'string' ? bin : bin[tool]}`;
}

/** Runs a tool with its output shown. @returns its exit code */
export function runTool(node, tool, args) {
  return show(node, tool === 'node' ? args : [fileOf(tool), ...args], { env: environmentOf(node) });
}
