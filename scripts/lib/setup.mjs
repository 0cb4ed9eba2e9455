import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { onlyOne } from './only-one.mjs';
import { ensureRuntime } from './runtime.mjs';

/**
 * Makes a clone ready: runtime, packages, browser, and with `compile` the compiled service. What is there already is
 * left alone, so that a second time costs a fraction of a second.
 * @returns the path of the Node.js to run on
 */
export function setup(progress, { compile = false } = {}) {
  return onlyOne(async () => {
    const node = await ensureRuntime(progress);
    await ensureDependencies(node, progress);
    await ensureChromium(node, progress);
    if (compile) await build(node, progress);
    return node;
  }, progress);
}
